package report

import (
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/experiment"
	"github.com/plantwin/plantwin/plant"
)

// bad is a name that would end the script and begin an element if it were not escaped.
const bad = `</script><b title='x'>&amp; "`

// moment is a row of a replay.
func moment(t float64, what, asset string) experiment.Moment {
	nan := math.NaN()
	return experiment.Moment{Variant: bad, Replication: 1, T: t, What: what, Asset: asset, Takes: nan, Count: nan, X: nan, Y: nan}
}

// hostile is a replay in which all names are bad, on a floor of 40 m times 10 m: parts of 20 m come one after the other on a belt that does not
// accumulate and stands from 110 s to 130 s; a vehicle drives from (4, 2) to (29, 2) between 100 s and 150 s, with part 3 until
// that goes into part 4. Person 1 walks from (10, 5) at 120 s to (40, 5) at 150 s; person 2 is not there.
func hostile() (*experiment.Result, *Sheet) {
	r := &experiment.Result{Manifest: experiment.Manifest{Name: bad, Variants: []string{bad}, Start: "2026-01-05 06:00:00", Horizon: 200}}
	part := func(t float64, n int, asset string, place int, takes float64) {
		m := moment(t, plant.ReplayPart, asset)
		m.Part, m.Product, m.Place = n, []string{bad, "bolt"}[n%2], place
		if takes > 0 {
			m.Takes = takes
		}
		r.Replay = append(r.Replay, m)
	}
	vehicle := func(t, x float64, state string) {
		m := moment(t, plant.ReplayVehicle, "cart "+bad)
		m.Place, m.State, m.X, m.Y = 1, state, x, 2
		r.Replay = append(r.Replay, m)
	}
	belt := func(t float64, state string) {
		m := moment(t, plant.ReplayBelt, "belt "+bad)
		m.State = state
		r.Replay = append(r.Replay, m)
	}
	part(95, 1, "belt "+bad, 1, 2)
	r.Replay = append(r.Replay, moment(100, plant.ReplayBegins, ""))
	part(100, 3, "cart "+bad, 1, 0)
	part(100, 4, "rack", 0, 0)
	vehicle(100, 4, "loaded")
	wait := moment(104, plant.ReplayWaiting, "in")
	wait.Count = 7
	r.Replay = append(r.Replay, wait)
	part(105, 2, "belt "+bad, 1, 3)
	belt(110, "stands")
	belt(130, "runs")
	part(145, 3, "", 0, 0)
	for _, x := range []struct {
		t, x  float64
		place int
		state string
	}{{120, 10, 1, "walking"}, {130, 10, 2, "off_shift"}, {150, 40, 1, "busy"}} {
		m := moment(x.t, plant.ReplayPerson, "crew "+bad)
		m.Place, m.State, m.X, m.Y = x.place, x.state, x.x, 5
		r.Replay = append(r.Replay, m)
	}
	vehicle(150, 29, "unloading")
	r.Replay = append(r.Replay, moment(150, plant.ReplayEnds, ""))
	return r, &Sheet{Layout: Layout{Floor: [2]float64{40, 10}, Places: []Place{
		{Asset: "in", Kind: "source", At: [][2]float64{{2, 8}}, To: []string{"belt " + bad}},
		{Asset: "belt " + bad, Kind: "conveyor", At: [][2]float64{{5, 8}, {35, 8}}, To: []string{"rack"}, Belt: &plant.Belt{Speed: 1, Ends: []float64{30}}},
		{Asset: "rack", Kind: "buffer", At: [][2]float64{{38, 8}}},
		{Asset: "cart " + bad, Kind: "fleet"}, {Asset: "crew " + bad, Kind: "crew", At: [][2]float64{{2, 2}}},
	}}}
}

// at is where a dot of a part stands on the floor [m], read from the page that the browser shows; nil if there is none.
func at(dom, part string) []float64 {
	m := regexp.MustCompile(`<circle r="[0-9.]+" cx="([0-9.]+)" cy="([0-9.]+)" display="inline" class="part p[0-5]"><title>` + regexp.QuoteMeta(part) + `</title>`).FindStringSubmatch(dom)
	if m == nil {
		return nil
	}
	x, _ := strconv.ParseFloat(m[1], 64)
	y, _ := strconv.ParseFloat(m[2], 64)
	return []float64{x, y}
}

// people is where people are seen on the floor.
func people(dom string) (out [][]float64) {
	for _, m := range regexp.MustCompile(`<g class="person" display="inline" transform="translate\(([0-9.]+) ([0-9.]+)\)"`).FindAllStringSubmatch(dom, -1) {
		x, _ := strconv.ParseFloat(m[1], 64)
		y, _ := strconv.ParseFloat(m[2], 64)
		out = append(out, []float64{x, y})
	}
	return out
}

// near reports whether a dot is at a point of a floor of that size [m].
func near(dot []float64, w, h, x, y float64) bool {
	f := &floor{}
	f.fit([2]float64{}, [2]float64{w, h})
	p := f.at([2]float64{x, y})
	return dot != nil && math.Abs(dot[0]-p[0]) < 0.2 && math.Abs(dot[1]-p[1]) < 0.2
}

func TestReplayInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starting a browser takes seconds")
	}
	path := browser(t)
	r := sample(t)
	page := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(page, []byte(render(t, r, sampleSheet())), 0o644); err != nil {
		t.Fatal(err)
	}
	open := func(page, hash string, args ...string) string {
		return string(chrome(t, path, page+hash, append(args, "--dump-dom")...))
	}
	from := r.Manifest.WarmUp
	moment := func(s float64) string { return fmt.Sprintf("#replay=%g", from+s) }

	dom := open(page, moment(20))
	clock := time.Date(2026, 1, 5, 6, 0, 0, 0, time.UTC).Add(time.Duration((from + 20) * 1e9)).Format("Mon 2006-01-02 15:04:05")
	for _, want := range []string{"<title>press: busy, 1 part in work</title>", "<title>infeed: busy, 1 part on it</title>", "<title>inspect: 2 starved</title>", "<output>" + clock, `aria-valuetext="` + clock, `class="st-busy"`} {
		if !strings.Contains(dom, want) {
			t.Errorf("after 20 s there is no %s", want)
		}
	}
	if !near(at(dom, "part 8"), 30, 14, 6, 7) || !near(at(dom, "part 7"), 30, 14, 11, 7) {
		t.Errorf("after 20 s the parts are at %v and %v", at(dom, "part 7"), at(dom, "part 8"))
	}
	if dom = open(page, moment(44)+",2"); !near(at(dom, "part 8"), 30, 14, 10, 7) || !strings.Contains(dom, `class="belt st-blocked"`) {
		t.Errorf("after 44 s part 8 is at %v, not at the end of the belt", at(dom, "part 8"))
	}
	// It plays to the end and stops there. Frames come by a timer, which runs in the virtual time of the browser.
	play := strings.NewReplacer("</body>", `<script>document.querySelector("#replay button").click()</script></body>`,
		"<body>", `<body><script>window.requestAnimationFrame = f => setTimeout(() => f(performance.now()), 16)</script>`).Replace(render(t, r, sampleSheet()))
	playing := filepath.Join(t.TempDir(), "play.html")
	if err := os.WriteFile(playing, []byte(play), 0o644); err != nil {
		t.Fatal(err)
	}
	if dom = open(playing, moment(50), "--virtual-time-budget=20000"); !near(at(dom, "part 8"), 30, 14, 11, 7) || !strings.Contains(dom, `<button type="button">Play</button>`) {
		t.Errorf("played to the end, part 8 is at %v", at(dom, "part 8"))
	}
}

func TestReplayOfHostileNames(t *testing.T) {
	r, sheet := hostile()
	page := render(t, r, sheet)
	wellFormed(t, page)
	if strings.Contains(page, "<b ") || strings.Count(page, "</script>") != 2 {
		t.Error("a name became an element")
	}
	if testing.Short() {
		return
	}
	path := browser(t)
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	dom := string(chrome(t, path, file+"#replay=140", "--dump-dom"))
	dom = html.UnescapeString(dom[:strings.Index(dom, "<script")]) // the drawing
	// The first part has been on the belt for 25 s of running, the second for 15 s; the vehicle has gone 20 m, with part 3 on it.
	if p, q := at(dom, "part 1, bolt"), at(dom, "part 2, "+bad); !near(p, 40, 10, 30, 8) || !near(q, 40, 10, 20, 8) {
		t.Errorf("on the belt: %v and %v", p, q)
	}
	if p := at(dom, "part 3, bolt"); !near(p, 40, 10, 24, 2) {
		t.Errorf("on the vehicle: %v", p)
	}
	if p := people(dom); len(p) != 1 || !near(p[0], 40, 10, 30, 5) {
		t.Errorf("people at %v", p)
	}
	for _, want := range []string{"<title>cart " + bad + " 1: loaded</title>", "<title>in: 7 parts waiting</title>", "<title>crew " + bad + " 1: walking</title>", "<title>rack: 1 part</title>", "Mon 2026-01-05 06:02:20"} {
		if !strings.Contains(dom, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

// A floor with thousands of assets has no replay, and says so; so does one whose window was left out.
func TestReplayTooLarge(t *testing.T) {
	r, sheet := hostile()
	small := len(render(t, r, sheet))
	for i := range 2000 {
		sheet.Layout.Places = append(sheet.Layout.Places, Place{Asset: fmt.Sprintf("m%d", i), Kind: "machine", At: [][2]float64{{float64(i % 40), float64(i / 40 % 10)}}})
	}
	page := render(t, r, sheet)
	wellFormed(t, page)
	if !strings.Contains(page, "2005 assets are more than can be told apart") || strings.Contains(page, "<script") {
		t.Error("nothing is said of a replay of 2005 assets")
	}
	t.Logf("%d bytes, with 5 assets and a replay %d", len(page), small)
	r, sheet = hostile()
	left := moment(100, plant.ReplayLeftOut, "")
	left.Count = 5213
	r.Replay = []experiment.Moment{left}
	if page = render(t, r, sheet); !strings.Contains(page, "5213 parts and states at its beginning are more than 4000") || strings.Contains(page, "<script") {
		t.Error("nothing is said of a replay that was left out")
	}
}
