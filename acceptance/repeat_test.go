package acceptance

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/sim"
)

// pressLine is the file on which bytes are compared: a line, physics that acts
// back on it, five variants, a warm-up that a pilot finds.
var pressLine = filepath.Join(readyMade, "press-line.yaml")

// short makes it a matter of seconds.
var short = []string{"run.for=2 d", "run.replications=6"}

// TestWorkers asks that all tables have the same bytes with one worker and with
// several.
func TestWorkers(t *testing.T) {
	sc := load(t, pressLine, short...)
	one := tables(t, study(t, sc, 1, nil, experiment.Options{Series: 2}))
	sameFiles(t, "2 workers", one, tables(t, study(t, sc, 2, nil, experiment.Options{Series: 2})))
	sameFiles(t, "3 workers, narrow window", one, tables(t, study(t, sc, 3, nil, experiment.Options{Series: 2, Window: 4})))
}

// TestRecording asks that nothing changes but the table `series` when courses are
// recorded.
func TestRecording(t *testing.T) {
	t.Parallel()
	sc := load(t, pressLine, short...)
	with := study(t, sc, 0, nil, experiment.Options{Series: 6})
	if len(with.Series) == 0 {
		t.Error("nothing was recorded")
	}
	without := tables(t, study(t, sc, 0, nil, experiment.Options{Series: -1}))
	sameFiles(t, "recorded", tables(t, with), without, "kpis.csv", "kpis.parquet", "runs.csv", "runs.parquet", "compare.csv",
		"compare.parquet", "states.csv", "states.parquet")

	m := compile(t, sc)
	a, b := start(t, m, sim.Options{Record: true}), start(t, m, sim.Options{})
	advance(t, a, m.Plan().For)
	advance(t, b, m.Plan().For)
	if a.LogHash() != b.LogHash() || a.Events() != b.Events() {
		t.Error("the event log of a run that records is another")
	}
}

// TestOrderOfAssets asks for the same bytes whatever the order of the assets in
// the file.
func TestOrderOfAssets(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(pressLine)
	if err != nil {
		t.Fatal(err)
	}
	want := tables(t, study(t, parse(t, string(data), short...), 0, nil, experiment.Options{Series: 2}))
	for _, c := range []struct {
		name  string
		order func(blocks []string)
	}{
		{"reversed", slices.Reverse[[]string]},
		{"by text", slices.Sort[[]string]},
	} {
		text := reorder(t, string(data), c.order)
		if text == string(data) {
			t.Fatal("the file is as it was")
		}
		sameFiles(t, c.name, want, tables(t, study(t, parse(t, text, short...), 0, nil, experiment.Options{Series: 2})))
	}
}

var beginsAsset = regexp.MustCompile(`(?m)^  [a-z]\w*:`)

// reorder changes the order of the entries of the section assets.
func reorder(t *testing.T, text string, order func([]string)) string {
	t.Helper()
	head, rest, ok := strings.Cut(text, "\nassets:\n")
	section, tail, ok2 := strings.Cut(rest, "\nrules:")
	if !ok || !ok2 {
		t.Fatal("no section assets before the section rules")
	}
	section += "\n"
	at := beginsAsset.FindAllStringIndex(section, -1)
	var blocks []string
	for i, x := range at {
		end := len(section)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		blocks = append(blocks, strings.TrimRight(section[x[0]:end], "\n")+"\n")
	}
	if len(blocks) != 9 {
		t.Fatalf("%d assets found in the text, want 9", len(blocks))
	}
	order(blocks)
	return head + "\nassets:\n" + strings.Join(blocks, "") + "\nrules:" + tail
}

// TestResumeEverywhere saves and resumes a run between any two instants of its
// first hours, and in the middle of each gap, before going on: one long chain has
// to end in the same bytes as a run that was never touched. The run is begun with
// hot oil, so that the rules fire within these hours.
func TestResumeEverywhere(t *testing.T) {
	t.Parallel()
	const horizon = 3 * time.Hour
	m := compile(t, load(t, pressLine, "oil.start.T=60 degC", "run.warmup=1 h"))
	whole := start(t, m, sim.Options{Record: true})
	var instants []time.Duration
	whole.Observe(func(e sim.Entry) {
		if n := len(instants); n == 0 || instants[n-1] != e.At {
			instants = append(instants, e.At)
		}
	})
	advance(t, whole, horizon)
	want := save(t, whole)

	r := start(t, m, sim.Options{Record: true})
	last := time.Duration(0)
	for _, at := range instants {
		for _, to := range []time.Duration{last + (at-last)/2, at} {
			advance(t, r, to)
			r = resume(t, m.Sim(), save(t, r))
		}
		last = at
	}
	advance(t, r, horizon)
	t.Logf("%d instants, %d bytes of state", len(instants), len(want))
	if len(instants) < 500 {
		t.Errorf("only %d instants", len(instants))
	}
	if !bytes.Equal(save(t, r), want) {
		t.Errorf("the state after saving everywhere differs: %s", whole.State().Diff(r.State()))
	}
}

// TestResumeFromAnywhere goes on from each of many saved states to the end of two
// days and compares state, log and figures.
func TestResumeFromAnywhere(t *testing.T) {
	t.Parallel()
	const horizon, points = 48 * time.Hour, 60
	m := compile(t, load(t, pressLine, "run.warmup=5 h"))
	r := start(t, m, sim.Options{Record: true})
	var saved [][]byte
	for k := range points {
		saved = append(saved, save(t, r))
		advance(t, r, horizon*time.Duration(k+1)/points)
	}
	want := save(t, r)
	one := start(t, m, sim.Options{Record: true})
	advance(t, one, horizon)
	if !bytes.Equal(save(t, one), want) {
		t.Errorf("looking in between changed the run: %s", one.State().Diff(r.State()))
	}
	for k, s := range saved {
		again := resume(t, m.Sim(), s)
		if !bytes.Equal(save(t, again), s) {
			t.Fatalf("point %d: what was loaded is saved otherwise", k)
		}
		advance(t, again, horizon)
		if !bytes.Equal(save(t, again), want) {
			t.Errorf("from point %d of %d: %s", k, points, r.State().Diff(again.State()))
		}
	}
}
