package line

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/sim"
)

// follower is a run with the journal of what has befallen its parts since some moment.
type follower struct {
	m       *plant.Model
	run     *sim.Run
	journal *plant.Journal
	log     []sim.Entry
	fails   string
	lines   []string // tables at the end, once they were asked for
}

func follow(m *plant.Model, run *sim.Run) *follower {
	f := &follower{m: m, run: run, journal: m.Journal(run)}
	run.Observe(func(e sim.Entry) { f.log = append(f.log, e) })
	return f
}

// advance goes on, to a failure at most.
func (f *follower) advance(to time.Duration) {
	if f.fails != "" {
		return
	}
	if err := f.run.AdvanceTo(context.Background(), to); err != nil {
		f.fails = err.Error()
	}
}

// tables is all that the tables of a result are made of, to the last bit.
func (f *follower) tables() []string {
	if f.lines != nil {
		return f.lines
	}
	var b strings.Builder
	s := f.run.State()
	line := func(args ...any) { fmt.Fprintln(&b, args...) }
	for _, x := range f.m.Measures() {
		v, ok := x.Value(s)
		line("measure", x.Name, v, ok)
	}
	for _, x := range f.m.States() {
		for i, name := range x.States {
			line("state", x.Asset, name, x.Share(s, i))
		}
	}
	for _, x := range f.m.Bottlenecks() {
		sole, shifting := x.Share(s)
		line("bottleneck", x.Asset, sole, shifting)
	}
	for _, x := range f.m.Trips() {
		line("trips", x.Fleet, x.From, x.To, x.Figures(s))
	}
	for _, x := range f.m.Accounts() {
		line("cost", x.Asset, x.Product, x.Item, x.Value(s))
	}
	for _, x := range f.m.Trends() {
		tr, ok := s.Trace(x.Ref)
		line("series", x.Signal, ok, tr.Width, tr.Buckets)
	}
	for _, x := range f.journal.Stays() {
		line("event", x)
	}
	line("fingerprint", f.run.LogHash(), f.run.Events())
	f.lines = strings.Split(b.String(), "\n")
	return f.lines
}

// differs says how what one run has become is not what another has, "" if it is.
func (f *follower) differs(o *follower) string {
	if f.fails != o.fails {
		return fmt.Sprintf("it ends with %q, not with %q", o.fails, f.fails)
	}
	for i := range min(len(f.log), len(o.log)) {
		if f.log[i] != o.log[i] {
			return fmt.Sprintf("event %d is %+v, not %+v", i, o.log[i], f.log[i])
		}
	}
	if len(f.log) != len(o.log) {
		return fmt.Sprintf("%d events, not %d", len(o.log), len(f.log))
	}
	a, b := f.tables(), o.tables()
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("%.300s, not %.300s", b[i], a[i])
		}
	}
	if len(a) != len(b) {
		return fmt.Sprintf("%d lines in the tables, not %d", len(b), len(a))
	}
	return f.run.State().Diff(o.run.State())
}

// saved is a run as a file; none of one that has failed.
func saved(t *testing.T, run *sim.Run) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := run.Save(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func loaded(t *testing.T, m *plant.Model, file []byte) *sim.Run {
	t.Helper()
	run, err := sim.Load(m.Sim(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func forked(t *testing.T, m *plant.Model, run *sim.Run) *sim.Run {
	t.Helper()
	f, err := run.Fork(m.Sim())
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// A random plant that records all that reports show is saved, loaded, copied and forked with nothing changed at some moments,
// before and after its warm-up; whatever goes on from there, into a model compiled anew too, ends with the same bytes of all
// tables, the same events and the same state as the run that was left alone.
func TestForks(t *testing.T) {
	end := 10 * time.Hour
	if long() {
		end = day
	}
	for seed := range seeds(12, 300) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			text := makePlant(seed).text(nil, nil)
			m, again := observed(t, text), observed(t, text)
			run, err := sim.New(m.Sim(), sim.Options{Seed: m.Plan().Seed, Replication: 1, WarmUp: 2 * time.Hour, End: end, Record: true, TraceWidth: 5 * time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			whole := follow(m, run.Clone())
			whole.advance(end)
			rnd := rand.New(rand.NewPCG(seed, 17))
			for _, hours := range []float64{2 * rnd.Float64(), 2 + (end.Hours()-3)*rnd.Float64()} {
				if run.AdvanceTo(context.Background(), time.Duration(hours*float64(time.Hour))) != nil {
					return
				}
				checkForks(t, m, again, run, whole, end)
			}
		})
	}
}

func observed(t *testing.T, text string) *plant.Model {
	t.Helper()
	m, err := mustCompile(t, text).Observed()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// checkForks goes on from where a run stands in all ways that there are, and compares with one that was never stopped.
func checkForks(t *testing.T, m, again *plant.Model, run *sim.Run, whole *follower, end time.Duration) {
	t.Helper()
	file := saved(t, run)
	if twice := saved(t, loaded(t, m, file)); !bytes.Equal(file, twice) {
		t.Errorf("at %v: what is loaded is saved as other bytes", run.State().Now)
	}
	ways := map[string]*follower{
		"a copy":                          follow(m, run.Clone()),
		"a fork":                          follow(m, forked(t, m, run)),
		"a saved state":                   follow(m, loaded(t, m, file)),
		"a fork into a new model":         follow(again, forked(t, again, run)),
		"a saved state in a new model":    follow(again, loaded(t, again, file)),
		"a fork of a fork of a saved one": follow(m, forked(t, m, forked(t, again, loaded(t, again, file)))),
	}
	alone := follow(m, run.Clone())
	alone.advance(end)
	if d := whole.run.State().Diff(alone.run.State()); d != "" || whole.run.LogHash() != alone.run.LogHash() || whole.fails != alone.fails {
		t.Errorf("stopped at %v it becomes another: %q, not %q; %s", run.State().Now, alone.fails, whole.fails, d)
	}
	for what, f := range ways {
		f.advance(end)
		if d := alone.differs(f); d != "" {
			t.Errorf("%s at %v: %s", what, run.State().Now, d)
		} else if f.fails == "" && !bytes.Equal(saved(t, alone.run), saved(t, f.run)) {
			t.Errorf("%s at %v: it is saved as other bytes", what, run.State().Now)
		}
	}
	if !bytes.Equal(saved(t, run), file) {
		t.Errorf("at %v: a run from which others have gone on has changed", run.State().Now)
	}
}
