package report

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
)

var (
	update = flag.Bool("update", false, "rewrite the golden files")
	keep   = flag.String("keep", "", "folder to leave the sample report in, to look at it")
)

func render(t testing.TB, r *experiment.Result, s *Sheet) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wellFormed reads the page as XML, the entities of HTML aside: every element is closed in
// order and every character escaped.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.Entity = true, xml.HTMLEntity
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			at := int(d.InputOffset())
			t.Fatalf("%v near %q", err, page[max(0, at-120):min(len(page), at+60)])
		}
	}
}

func TestReportIsWellFormedAndComplete(t *testing.T) {
	page := render(t, sample(t), sampleSheet())
	if *keep != "" {
		os.WriteFile(filepath.Join(*keep, FileName), []byte(page), 0o644)
	}
	wellFormed(t, page)
	for _, want := range []string{"Bracket press line", "Choose “bigger cooler”", "cannot win", "rack &lt;b&gt;full&lt;/b&gt; &amp; stuck", "bottleneck",
		"MSER-5", "<mfrac>", "at the upper end of its range", "recorded in the plant", "5 m"} {
		if !strings.Contains(page, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "NaN") || strings.Contains(page, "%!") {
		t.Error("a value did not make it to the page")
	}
}

func TestReportFetchesNothing(t *testing.T) {
	page := render(t, sample(t), sampleSheet())
	for _, bad := range []string{"http:", "https:", "<script src", "<script type=\"module", "import(", "fetch(", "XMLHttp", "<link", "<img", "<iframe", "@import", "src="} {
		if strings.Contains(page, bad) {
			t.Errorf("the report contains %q", bad)
		}
	}
	for _, m := range regexp.MustCompile(`(?:href="|url\()([^")]*)`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "#") {
			t.Errorf("reference to %q", m[1])
		}
	}
}

// words is the text of a page without drawings: what the golden file holds.
func words(page string) string {
	page = regexp.MustCompile(`(?s)<style>.*?</style>|<script.*?</script>|<svg.*?</svg>`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`(?s)<(h1|h2|h3|caption|summary|dt)\b[^>]*>`).ReplaceAllString(page, "\n# ")
	page = regexp.MustCompile(`(?s)<(tr|p|li)\b[^>]*>`).ReplaceAllString(page, "\n")
	page = regexp.MustCompile(`(?s)</(td|th|span|dt)>`).ReplaceAllString(page, " | ")
	page = regexp.MustCompile(`(?s)<[^>]*>`).ReplaceAllString(page, "")
	var lines []string
	for _, l := range strings.Split(page, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

func TestReportText(t *testing.T) {
	got := words(render(t, sample(t), sampleSheet()))
	golden := filepath.Join("testdata", "report.txt")
	if *update {
		os.MkdirAll("testdata", 0o755)
		os.WriteFile(golden, []byte(got), 0o644)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the text of the report differs from %s (rewrite with -update, and read the difference):\n%s", golden, got)
	}
}

func TestSameResultSameBytes(t *testing.T) {
	first, second := render(t, sample(t), sampleSheet()), render(t, sample(t), sampleSheet())
	if first != second {
		t.Error("two reports of one result differ")
	}
}

func TestReportOfTheFolder(t *testing.T) {
	r := sample(t)
	dir := filepath.Join(t.TempDir(), "out")
	inputs := []experiment.Input{{Role: "scenario", Name: "press-line.yaml", Data: []byte("plantwin: 1\n")}, {Role: "data", Name: "press_log.csv", Data: []byte("a,b\n")}}
	err := experiment.Write(dir, r, inputs, func(stage string) error { return WriteFile(stage, r, sampleSheet()) })
	if err != nil {
		t.Fatal(err)
	}
	back, err := experiment.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		t.Fatal(err)
	}
	if render(t, back, sampleSheet()) != string(first) {
		t.Error("the report of the folder differs from that of the run")
	}
}

func TestReportOfAlmostNothing(t *testing.T) {
	for name, r := range map[string]*experiment.Result{
		"empty":       {},
		"no variants": {Manifest: experiment.Manifest{Name: "<x>", Measures: []experiment.Measure{{Name: "m", Better: 1}}}},
		"no values": {Manifest: experiment.Manifest{Name: "a\"b", Variants: []string{"base", "</style>"}, Measures: []experiment.Measure{{Name: "m", Better: 1}},
			Decision: experiment.Decision{Sentence: "Keep “</h1>”: x"}}, KPIs: []experiment.KPI{{Variant: "base", Measure: "m"}}},
	} {
		t.Run(name, func(t *testing.T) {
			wellFormed(t, render(t, r, nil))
			wellFormed(t, render(t, r, &Sheet{Layout: Layout{Places: []Place{{Asset: "<a>", To: []string{"<a>", "gone"}}, {Asset: "b&", At: [][2]float64{{0, 0}, {0, 0}}}}}}))
		})
	}
}
