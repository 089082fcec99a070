package sim

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/plantwin/plantwin/sim/ode"
)

// Flags say what is kept of a signal beyond the usual.
type Flags uint8

// What can be asked for.
const (
	// WantHist keeps a histogram, for quantiles.
	WantHist Flags = 1 << iota
	// WantTrace keeps the course over time.
	WantTrace
	// WantLevel says that somebody reads the signal: units that can do without
	// keep it only then.
	WantLevel
	// WantMean and WantRange ask for average and extremes of a variable of an
	// island; a signal of the line always has them.
	WantMean
	WantRange
)

// Builder collects the tables of a Model. Errors are kept and returned by
// Build.
type Builder struct {
	// Version of the program, written into checkpoints.
	Version string

	m     Model
	asked map[string]Flags
	errs  []error
}

// NewBuilder returns an empty builder.
func NewBuilder() *Builder { return &Builder{asked: map[string]Flags{}} }

// Ask adds flags to the signal of a name ("asset.signal", "asset.state"). It
// has to come before the signal is made.
func (b *Builder) Ask(name string, f Flags) { b.asked[name] |= f }

// Asked is what was asked of a name.
func (b *Builder) Asked(name string) Flags { return b.asked[name] }

// AskedAny reports whether something was asked of a name that satisfies is.
func (b *Builder) AskedAny(is func(name string) bool) bool {
	for name := range b.asked {
		if is(name) {
			return true
		}
	}
	return false
}

func join(asset, signal string) string {
	if asset == "" {
		return signal
	}
	return asset + "." + signal
}

// record is the index+1 of the record that a signal needs, 0 for none.
func (b *Builder) record(asset, signal string) uint32 {
	f := b.asked[join(asset, signal)]
	return b.recordOf(f&WantHist != 0, f&WantTrace != 0)
}

func (b *Builder) recordOf(hist, trace bool) uint32 {
	if !hist && !trace {
		return 0
	}
	b.m.records = append(b.m.records, recordSpec{hist, trace})
	return uint32(len(b.m.records))
}

func (b *Builder) named(asset, signal string) nameSpec {
	return nameSpec{asset, signal, b.record(asset, signal)}
}

// Level makes a signal that is constant between events, with its average,
// smallest and largest value over time.
func (b *Builder) Level(asset, signal string, start float64) int32 {
	if start != start {
		b.fail("%s: the start value is not a number", join(asset, signal))
	}
	b.m.levels = append(b.m.levels, levelSpec{b.named(asset, signal), start})
	return int32(len(b.m.levels) - 1)
}

// Times makes the state times of an asset: servers, all in category start
// first, each in one of the states. The index serves as Ref.Index.
func (b *Builder) Times(asset string, states []string, servers int, start uint8) int32 {
	if len(states) == 0 || len(states) > 255 || int(start) >= len(states) || servers < 0 || servers > 1<<30 {
		b.fail("%s: %d states, %d servers, start in state %d", asset, len(states), servers, start)
		start = 0
	}
	t := timesSpec{asset: asset, states: slices.Clone(states), servers: int32(servers), start: start, first: int32(b.m.cells)}
	for _, name := range states {
		t.rec = append(t.rec, b.record(asset, name))
	}
	b.m.times = append(b.m.times, t)
	for range states {
		if servers < wideFrom {
			b.m.wide = append(b.m.wide, -1)
		} else {
			b.m.wide = append(b.m.wide, int32(b.m.spans))
			b.m.spans++
		}
	}
	b.m.cells += len(states)
	return t.first
}

// Count makes a counter.
func (b *Builder) Count(asset, signal string) int32 {
	b.m.counts = append(b.m.counts, b.named(asset, signal))
	return int32(len(b.m.counts) - 1)
}

// Tally makes a collection of samples.
func (b *Builder) Tally(asset, signal string) int32 {
	b.m.tallies = append(b.m.tallies, b.named(asset, signal))
	return int32(len(b.m.tallies) - 1)
}

// Stream makes a stream of random numbers for one purpose of one asset.
func (b *Builder) Stream(identity, purpose string) int32 {
	b.m.streams = append(b.m.streams, streamSpec{identity, purpose})
	return int32(len(b.m.streams) - 1)
}

// Attr is the attribute column of a name, made where it does not exist.
func (b *Builder) Attr(name string) int32 {
	if i := slices.Index(b.m.attrs, name); i >= 0 {
		return int32(i)
	}
	b.m.attrs = append(b.m.attrs, name)
	return int32(len(b.m.attrs) - 1)
}

// Island adds an island.
func (b *Builder) Island(is Island) int32 {
	b.m.Islands = append(b.m.Islands, is)
	return int32(len(b.m.Islands) - 1)
}

// Condition adds a condition on signals of the line.
func (b *Builder) Condition(c Condition) int32 {
	b.m.Conditions = append(b.m.Conditions, c)
	return int32(len(b.m.Conditions) - 1)
}

// Leads says that unit from gives its parts to unit to: in a model of very many units the memory of both is brought into the
// processor's cache together. Nothing but speed depends on it.
func (b *Builder) Leads(from, to int32) {
	b.lead(int(from) + 1)
	b.m.next[from] = to
}

// lead makes room for n units in the list of Leads.
func (b *Builder) lead(n int) {
	for len(b.m.next) < n {
		b.m.next = append(b.m.next, -1)
	}
}

func (b *Builder) fail(format string, args ...any) {
	b.errs = append(b.errs, fmt.Errorf(format, args...))
}

// Rest sets Model.Rest.
func (b *Builder) Rest(f func(s *State, pending bool) (unit int32, err error)) { b.m.Rest = f }

// Build checks all and returns the model. The builder is spent.
func (b *Builder) Build(units []Unit) (*Model, error) {
	m := &b.m
	m.Units, m.Version = units, b.Version
	b.lead(len(units))
	m.watch = [StoreVar][]watchers{
		StoreLevel: make([]watchers, len(m.levels)), StoreTimes: make([]watchers, m.cells),
		StoreCount: make([]watchers, len(m.counts)), StoreTally: make([]watchers, len(m.tallies))}
	m.systems = make([]ode.System, len(m.Islands))
	for i := range m.Islands {
		b.island(i)
	}
	b.groupIslands()
	for i := range m.Conditions {
		c := &m.Conditions[i]
		if c.True == nil {
			b.fail("%s: a condition without True", c.Name)
		}
		for _, r := range c.Reads {
			b.reads(c.Name, r, ^int32(i))
		}
		b.target(c.Name, c.Rise)
		b.target(c.Name, c.Fall)
	}
	b.plans()
	if err := errors.Join(b.errs...); err != nil {
		return nil, err
	}
	m.shape()
	return m, nil
}

// groupIslands finds the islands that can share a solver: those of equal size,
// tolerances and pattern of the Jacobian, by which solvers plan their factors.
func (b *Builder) groupIslands() {
	m := &b.m
	m.alike, m.forms = make([]int32, len(m.Islands)), make([]*ode.Structure, len(m.Islands))
	first := map[string]int32{}
	for i, sys := range m.systems {
		if sys == nil {
			continue // refused
		}
		pattern := ""
		if p, ok := sys.(interface{ Pattern() (row, col []int32) }); ok {
			pattern = fmt.Sprint(p.Pattern())
		}
		key := fmt.Sprint(sys.NY(), sys.NAlg(), sys.NG(), m.Islands[i].Opt, pattern)
		if _, ok := first[key]; !ok {
			first[key] = int32(i)
			m.forms[i] = ode.NewStructure(sys)
		}
		m.alike[i] = first[key]
	}
}

func (b *Builder) island(i int) {
	m := &b.m
	is := &m.Islands[i]
	sys := is.System
	if sys == nil {
		b.fail("%s: an island without equations", is.Name)
		return
	}
	if len(is.Inputs) != sys.NU() || len(is.Guards) != sys.NG() {
		b.fail("%s: %d inputs and %d guards for a system of %d and %d", is.Name, len(is.Inputs), len(is.Guards), sys.NU(), sys.NG())
		return
	}
	for _, l := range is.Limits {
		if l.Var < 0 || int(l.Var) >= sys.NY()-sys.NAlg() || !(l.Lo < l.Hi) {
			b.fail("%s: limits %g and %g of variable %d", is.Name, l.Lo, l.Hi, l.Var)
			return
		}
	}
	m.systems[i] = is.wrap()
	if w := modalOf(m.systems[i]); w != nil {
		is.Guards = w.guards(is)
	}
	for _, in := range is.Inputs {
		for _, t := range in {
			b.reads(is.Name, t.Ref, int32(i))
		}
	}
	edges := make([]ode.Edge, len(is.Guards))
	for g, gd := range is.Guards {
		b.target(is.Name+": "+gd.Name, gd.Rise)
		b.target(is.Name+": "+gd.Name, gd.Fall)
		edges[g] = gd.watch()
	}
	m.spots = append(m.spots, is.spot(edges))
	vars := make([]int32, sys.NY()+sys.NZ()+sys.NW())
	for v := range vars {
		vars[v] = -1
	}
	recs := make([]uint32, len(is.Stats))
	for k, st := range is.Stats {
		if st.Var < 0 || int(st.Var) >= len(vars) {
			b.fail("%s: statistics of variable %d of %d", is.Name, st.Var, len(vars))
			continue
		}
		vars[st.Var] = int32(k)
		recs[k] = b.recordOf(st.Hist, st.Trace)
	}
	m.vars, m.varRecs = append(m.vars, vars), append(m.varRecs, recs)
}

// watch is which crossings of the guard end a step.
func (g *Guard) watch() ode.Edge {
	var w ode.Edge
	if g.Internal || g.Rise != nil {
		w |= ode.Rise
	}
	if g.Fall != nil {
		w |= ode.Fall
	}
	if w == ode.None {
		w = ode.Both
	}
	return w
}

func (b *Builder) target(name string, e *Event) {
	if e != nil && (e.To < 0 || int(e.To) >= len(b.m.Units)) {
		b.fail("%s: an event for unit %d of %d", name, e.To, len(b.m.Units))
	}
}

// reads registers who as a watcher of r.
func (b *Builder) reads(name string, r Ref, who int32) {
	if r.Store == StoreAccount {
		b.fail("%s: reads an amount, which changes without an event", name)
		return
	}
	if r.Store >= StoreVar {
		b.fail("%s: reads a continuous variable as if it were a signal of the line", name)
		return
	}
	i := int(r.Index) + int(r.Sub)
	w := b.m.watch[r.Store]
	if r.Index < 0 || r.Sub < 0 || i >= len(w) {
		b.fail("%s: reads signal %d/%d of store %d, which does not exist", name, r.Index, r.Sub, r.Store)
		return
	}
	if !slices.Contains(w[i], who) {
		w[i] = append(w[i], who)
	}
}

// plans makes the plan of every type below State.
func (b *Builder) plans() {
	m := &b.m
	known := planner{}
	var err error
	if m.kept, err = known.of(keptType); err != nil {
		b.fail("%w", err)
	}
	m.plans = make([]*plan, len(m.Units))
	for i, u := range m.Units {
		p, err := known.pointer(u.New())
		if err != nil {
			b.fail("%s: %w", m.name(int32(i)), err)
		}
		m.plans[i] = p
	}
}

// shape writes the layout down, line by line, and hashes it.
func (m *Model) shape() {
	line := func(asset, format string, args ...any) {
		m.layout = append(m.layout, layoutLine{asset, fmt.Sprintf(format, args...)})
	}
	line("", "kernel %s", m.kept.text)
	for i := range m.Units {
		if p := m.plans[i]; p != nil {
			line(m.name(int32(i)), "state %s", p.text)
		} else {
			line(m.name(int32(i)), "no state")
		}
	}
	for i, l := range m.levels {
		line(l.asset, "level %s %d %v", l.signal, l.rec, m.watch[StoreLevel][i])
	}
	for _, t := range m.times {
		line(t.asset, "times %q %d %d %v %v", t.states, t.servers, t.first, t.rec, m.watch[StoreTimes][t.first:int(t.first)+len(t.states)])
	}
	for i, c := range m.counts {
		line(c.asset, "count %s %d %v", c.signal, c.rec, m.watch[StoreCount][i])
	}
	for i, t := range m.tallies {
		line(t.asset, "tally %s %d %v", t.signal, t.rec, m.watch[StoreTally][i])
	}
	for _, a := range m.accounts {
		line(a.asset, "account %s %v", a.signal, a.clock != nil)
	}
	for _, s := range m.streams {
		line(s.identity, "stream %s", s.purpose)
	}
	line("", "attributes %q records %v", m.attrs, m.records)
	for i := range m.Islands {
		is := &m.Islands[i]
		s := is.System
		line(is.Name, "island %d %d %d %d %d %v %v", s.NY(), s.NAlg(), s.NU(), s.NZ(), s.NW(), is.Stats, m.spots[i].edges)
		for _, g := range is.Guards {
			line(is.Name, "guard %s", g.Name)
		}
	}
	for _, c := range m.Conditions {
		line(c.Name, "condition")
	}
	h := sha256.New()
	for _, l := range m.layout {
		fmt.Fprintf(h, "%q %q\n", l.asset, l.text)
	}
	copy(m.Shape[:], h.Sum(nil))
}

// differs names what first differs between the shapes of two models.
func (m *Model) differs(o *Model) string {
	for i := range min(len(m.layout), len(o.layout)) {
		if a, b := m.layout[i], o.layout[i]; a != b {
			if a.asset == "" {
				return fmt.Sprintf("%s is not %s", b.text, a.text)
			}
			return fmt.Sprintf("%s (%s) is not %s (%s)", b.asset, b.text, a.asset, a.text)
		}
	}
	return fmt.Sprintf("%d entries are not %d", len(o.layout), len(m.layout))
}
