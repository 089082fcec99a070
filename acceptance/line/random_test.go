package line

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// long reports whether the long variants of tests are wanted.
func long() bool { return os.Getenv("PLANTWIN_LONG") == "1" }

func seeds(few, many uint64) uint64 {
	if long() {
		return many
	}
	return few
}

// seedRange is the first seed and their number; PLANTWIN_SEEDS=first:number asks for others.
func seedRange(t *testing.T, few, many uint64) (first, n uint64) {
	text := os.Getenv("PLANTWIN_SEEDS")
	if text == "" {
		return 0, seeds(few, many)
	}
	if _, err := fmt.Sscanf(text, "%d:%d", &first, &n); err != nil || n == 0 {
		t.Fatalf("PLANTWIN_SEEDS=%s: not first:number", text)
	}
	return first, n
}

// orderFile is what sources with orders read.
func orderFile(string) ([]byte, error) {
	var b strings.Builder
	b.WriteString("pieces,at,due\n")
	for i := range 300 {
		fmt.Fprintf(&b, "%d,%d,%d\n", 1+i%4, 200*i, 200*i+5000)
	}
	return []byte(b.String()), nil
}

func compileText(text string) (*plant.Model, error) {
	sc, err := scenarios.Parse(&source.File{Name: "plant.yaml", Data: []byte(text)}, orderFile)
	if err != nil {
		return nil, err
	}
	return plant.Compile(sc)
}

func start(m *plant.Model) (*sim.Run, error) {
	return sim.New(m.Sim(), sim.Options{Seed: m.Plan().Seed, Replication: 1})
}

// blind takes from a model all that looks for deadlocks.
func blind(m *plant.Model) {
	m.Sim().Rest = nil
	for _, u := range m.Sim().Units {
		v := reflect.ValueOf(u)
		if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
			continue
		}
		for _, name := range []string{"loop", "line"} {
			if f := v.Elem().FieldByName(name); f.IsValid() {
				reflect.NewAt(f.Type(), unsafe.Pointer(f.UnsafeAddr())).Elem().SetZero()
			}
		}
	}
}

// standing are the parts in a run: where each is, since when.
type standing struct {
	unit  int32
	since time.Duration
}

func standingParts(s *sim.State) map[int64]standing {
	out := map[int64]standing{}
	for p := range s.PartsEnd() {
		if n := s.PartSerial(p); n > 0 {
			out[n] = standing{s.Part(p).Holder, s.Part(p).Entered}
		}
	}
	return out
}

// still counts the parts that stand where they stood.
func still(before, after map[int64]standing, unit int32) (n int) {
	for k, x := range before {
		if after[k] == x && (unit < 0 || x.unit == unit) {
			n++
		}
	}
	return n
}

const (
	farAhead = 28 * 24 * time.Hour
	day      = 24 * time.Hour
)

// Random plants of 5 to 60 assets of all kinds: parts in are parts out and parts inside; the states of every machine sum
// to the horizon; Little's law holds exactly where every part is accounted for. A deadlock that is reported is one:
// where nobody looks for it, its parts stand there for four weeks. None is missed: a plant in which nothing has moved for a
// year is reported.
func TestRandomPlants(t *testing.T) {
	first, n := seedRange(t, 40, 1000)
	var mu sync.Mutex
	dead, stuck, events := 0, 0, int64(0)
	t.Run("seed", func(t *testing.T) {
		for k := range n {
			seed := first + k
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				end, handled, err := checkPlant(seed)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				events += handled
				switch {
				case strings.Contains(end, "deadlock"):
					dead++
				case end != "":
					stuck++
				}
				if long() && end != "" {
					t.Log(end)
				}
			})
		}
	})
	t.Logf("%d plants, %d events, %d deadlocked, %d stuck", n, events, dead, stuck)
	if n >= 40 && (dead == 0 || dead+stuck > int(n)*6/10) {
		t.Errorf("%d of %d plants were deadlocked and %d stuck: the test says little", dead, n, stuck)
	}
}

// checkPlant runs one plant; end is how it ended if not at its time.
func checkPlant(seed uint64) (end string, events int64, err error) {
	p := makePlant(seed)
	text := p.text(nil, nil)
	m, err := compileText(text)
	if err != nil {
		return "", 0, err
	}
	run, err := start(m)
	if err != nil {
		return "", 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute) // something is wrong with a plant that takes so long
	defer cancel()
	defer func() { events = run.Events() }()
	var before map[int64]standing
	made := int64(0)
	full := false
	for at := day; at <= 3*day && !full; at += day {
		before = standingParts(run.State())
		_, made = run.State().Parts()
		full, err = advanceUntilFull(ctx, run, at)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return "", 0, fmt.Errorf("at %v: %w", run.State().Now, err)
		case p.floods(err):
			return err.Error(), 0, nil
		default:
			return err.Error(), 0, errors.Join(checkFigures(p, m, run), confirm(text, err))
		}
	}
	if err := checkFigures(p, m, run); err != nil {
		return "", 0, err
	}
	if !full && idle(run.State(), before, made) {
		return "", 0, checkIdle(text, run)
	}
	return "", 0, nil
}

// advanceUntilFull stops where a queue grows without end, since that only takes time. It reports whether one does.
func advanceUntilFull(ctx context.Context, run *sim.Run, to time.Duration) (full bool, err error) {
	for at := run.State().Now; at < to; {
		at = min(at+2*time.Hour, to)
		if err := run.AdvanceTo(ctx, at); err != nil {
			return false, err
		}
		if inside, _ := run.State().Parts(); inside > 5000 {
			return true, nil
		}
	}
	return false, nil
}

// floods reports whether a run has ended as it has to where a source always has a part ready and some parts find a way
// through the plant on which nothing takes time.
func (p *madePlant) floods(failure error) bool {
	var e *sim.Error
	if !errors.As(failure, &e) || p.asset(e.Asset) == nil {
		return false
	}
	every, _ := p.asset(e.Asset).value("every")
	return every == "0 s" && strings.HasSuffix(failure.Error(), "parts left in one instant (every: 0 s needs a next place that fills)")
}

// confirm sees that the parts in the asset that an error names stand still for four weeks in a run that does not look.
func confirm(text string, failure error) error {
	var e *sim.Error
	if emptyBattery(failure) {
		return nil
	}
	if !errors.As(failure, &e) || !strings.Contains(failure.Error(), "deadlock") && !strings.Contains(failure.Error(), "stuck") {
		return failure
	}
	if strings.Contains(failure.Error(), "deadlock of vehicles") {
		return nil // found by the network, and tested there
	}
	m, err := compileText(text)
	if err != nil {
		return err
	}
	blind(m)
	run, err := start(m)
	if err != nil {
		return err
	}
	if err := run.AdvanceTo(context.Background(), e.At); err != nil {
		return err
	}
	unit := int32(-1)
	for i := range m.Sim().Units {
		if m.Sim().UnitName(i) == e.Asset {
			unit = int32(i)
		}
	}
	before := standingParts(run.State())
	for at := e.At + day; at <= e.At+farAhead; at += day {
		if err := run.AdvanceTo(context.Background(), at); err != nil && !emptyBattery(err) {
			return fmt.Errorf("after %v: %w", failure, err)
		} else if inside, _ := run.State().Parts(); err != nil || inside > 3000 {
			break // a queue without end only takes time
		}
	}
	if n := still(before, before, unit); n > 0 && still(before, standingParts(run.State()), unit) == 0 {
		return fmt.Errorf("was said to be stuck, but goes on: %w", failure)
	}
	return nil
}

// emptyBattery is how vehicles end that wait too long.
func emptyBattery(err error) bool { return strings.Contains(err.Error(), "battery of vehicle") }

// idle reports whether the parts that stood in a plant stand there still, and no others have come.
func idle(s *sim.State, before map[int64]standing, made int64) bool {
	now := standingParts(s)
	_, n := s.Parts()
	return len(now) > 0 && n == made && still(before, now, -1) == len(now)
}

// checkIdle runs on a plant in which nothing has moved for a day: something has to move then, or the run to end. It has a year
// for that: what helps may be a rare chance, such as a breakdown that sets a driver free while nobody else wants him.
func checkIdle(text string, run *sim.Run) error {
	before := standingParts(run.State())
	_, made := run.State().Parts()
	for range 13 {
		if err := run.AdvanceTo(context.Background(), run.State().Now+farAhead); err != nil {
			return confirm(text, err)
		}
		if !idle(run.State(), before, made) {
			return nil
		}
	}
	return fmt.Errorf("nothing has moved for a year with %d parts inside, and nobody noticed", len(before))
}

// checkFigures holds the figures of a run against what must be true of it.
func checkFigures(p *madePlant, m *plant.Model, run *sim.Run) error {
	v := map[string]float64{}
	for _, x := range m.Measures() {
		if y, ok := x.Value(run.State()); ok {
			v[x.Name] = y
		}
	}
	var errs []error
	fail := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if v["in"] != v["out"]+v["inside"] {
		fail("%g parts in, %g out, %g inside", v["in"], v["out"], v["inside"])
	}
	now := run.State().Now
	horizon := now.Seconds()
	ages := map[int32]float64{}
	whole := 0.0
	s := run.State()
	for k := range s.PartsEnd() {
		if s.PartSerial(k) == 0 {
			continue
		}
		x := s.Part(k)
		ages[x.Holder] += (now - x.Entered).Seconds()
		if p.asset(m.Sim().UnitName(int(x.Holder))).kind != "source" { // parts at their source have not come yet
			whole += (now - x.Born).Seconds()
		}
	}
	same := func(what string, a, b float64) {
		if !(math.Abs(a-b) <= 1e-7*math.Max(1, math.Abs(b))) {
			fail("%s: %.12g, not %.12g", what, a, b)
		}
	}
	for i := range m.Sim().Units {
		name := m.Sim().UnitName(i)
		if sum, ok := v[name+"_states"]; ok {
			same("states of "+name, sum, horizon)
		}
		if owed, ok := v[name+"_owed"]; ok {
			same("overhead of "+name, v[name+"_bill"], owed)
		}
		level, ok := v[name+"_level"]
		if ok && !p.has(name, "dwell:") { // parts thrown away have no sample
			same("Little's law at "+name, level, v[name+"_n"]*v[name+"_wait"]+ages[int32(i)])
		}
	}
	if p.exact {
		same("Little's law of the plant", v["wip"], v["ship_n"]*v["ship_lead"]+v["bin_n"]*v["bin_lead"]+whole)
	}
	if p.costly {
		same("cost of the plant", v["cost"], v["assets_cost"])
		same("cost of the products", v["cost"], v["by_product"])
		same("energy of the plant", v["used"], accountsOf(m, run.State(), "energy"))
		same("carbon of the plant", v["carbon"], accountsOf(m, run.State(), "carbon"))
		same("table of costs", v["cost"], accountsOf(m, run.State(), ""))
		// What is booked to products has gone into parts that left, were thrown away or are inside.
		same("cost of the parts", v["direct"], v["good"]+v["wasted"]+v["inside_cost"])
	}
	return errors.Join(errs...)
}

// accountsOf adds up the accounts of an item, "" for all money, in SI units.
func accountsOf(m *plant.Model, s *sim.State, item string) (sum float64) {
	accounts := m.Accounts()
	for i := range accounts {
		a := &accounts[i]
		if other := a.Item == "energy" || a.Item == "carbon"; a.Item == item || item == "" && !other {
			sum += a.Unit.ToSI(a.Value(s))
		}
	}
	return sum
}

// has reports whether an asset has a setting.
func (p *madePlant) has(name, key string) bool {
	for k := range p.assets {
		if p.assets[k].name == name {
			return strings.Contains(strings.Join(p.assets[k].body, "\n"), key)
		}
	}
	return false
}
