package plant

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/physics/expr"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
	"github.com/plantwin/plantwin/sim/ode"
)

// Drive says how a model is driven by recordings instead of by its line.
type Drive struct {
	// Inputs replace inputs of equation components and signals of the line, by
	// path; values in SI over seconds since the first row.
	Inputs map[string]*table.Series
	// Read are the variables that are compared with readings.
	Read []string
	// Fit are the numbers that a fit moves, by path.
	Fit []string
	// Rtol is the relative tolerance of states and sensitivities; 0 means 1e-8.
	Rtol float64
}

// Driven is the physics of a model under recorded inputs, with exact derivatives
// by the numbers of a fit. It never changes; goroutines may share it.
type Driven struct {
	compiled *compiler
	rtol     float64
	fit      []int // numbers
	players  []player
	parts    []drivenPart
	read     []drivenRead
}

// drivenPart is one island that a reading needs.
type drivenPart struct {
	plain  *physics.System
	system *physics.System   // with sensitivities by params
	shapes [2]*ode.Structure // of the matrices of plain and system
	params []int             // numbers
	pos    []int             // of params among the numbers of the system
	reads  []int             // compared variables, places in Driven.read
	need   [2][]int          // variables that are read: of the plain system, of that with sensitivities; -1: always 0
}

// drivenRead says where a compared variable stands.
type drivenRead struct {
	name string
	part int
}

// MovesLine is the error of a fit whose number acts through the line: least
// squares cannot follow it.
type MovesLine struct{ Path string }

// Error names the path.
func (e *MovesLine) Error() string {
	return e.Path + " does not act on the compared sensors by equations alone"
}

// NewDriven compiles the physics of a scenario under recorded inputs. Faults of
// the scenario come as source.Error; a number that acts through the line is a
// *MovesLine.
func NewDriven(sc *scenarios.Scenario, d Drive) (*Driven, error) {
	c := newCompiler(sc)
	c.readStart()
	c.network.tables = c.readTables()
	for _, e := range sc.Parameters {
		c.parameter(e.Name)
	}
	c.network.series, c.driven = d.Inputs, true
	c.readAssets()
	c.readProducts()
	c.readPlan()
	c.readLine()
	if c.faults.Len() == 0 {
		c.readPhysics()
		c.compileNetwork()
	}
	if err := c.faults.Err(); err != nil {
		return nil, err
	}
	out := &Driven{compiled: c, rtol: d.Rtol}
	if out.rtol == 0 {
		out.rtol = 1e-8
	}
	for _, path := range d.Fit {
		i, ok := c.nums.index[path]
		if !ok {
			return nil, fmt.Errorf("there is no number %q", path)
		}
		out.fit = append(out.fit, i)
	}
	for _, id := range c.network.ids {
		s := d.Inputs[id]
		if s == nil {
			return nil, fmt.Errorf("%s is read by the equations: give it a column under inputs", id)
		}
		if s.Between != table.Step {
			return nil, fmt.Errorf("%s is a signal of the line, which changes in steps: write between: step", id)
		}
		out.players = append(out.players, player{id: int32(len(out.players)), name: id, series: s})
	}
	return out, out.find(d)
}

// find selects the islands that the readings need and differentiates them.
func (d *Driven) find(in Drive) error {
	c := d.compiled
	v := c.nums.run(nil)
	at := map[int]int{}
	used := make([]bool, len(d.fit))
	for _, name := range in.Read {
		k, ok := -1, false
		for i, sys := range c.network.systems {
			if _, ok = sys.Find(name); ok {
				k = i
				break
			}
		}
		if !ok {
			return fmt.Errorf("%s is no variable of an equation component", name)
		}
		p, seen := at[k]
		if !seen {
			p = len(d.parts)
			at[k] = p
			d.parts = append(d.parts, d.moved(c.network.systems[k], v, used))
		}
		d.parts[p].reads = append(d.parts[p].reads, len(d.read))
		d.read = append(d.read, drivenRead{name, p})
	}
	for p := range d.parts {
		if err := d.parts[p].differentiate(d.read); err != nil {
			return err
		}
	}
	for i, u := range used {
		if !u {
			return &MovesLine{in.Fit[i]}
		}
	}
	return nil
}

// moved finds which numbers of a system the fit moves.
func (d *Driven) moved(sys *physics.System, v []float64, used []bool) drivenPart {
	moved := map[int]bool{}
	for i, k := range d.fit {
		g := d.compiled.nums.gradient(v, nil, k)
		for _, n := range sys.Numbers() {
			if g[n] != 0 {
				moved[n] = true
				used[i] = true
			}
		}
	}
	part := drivenPart{plain: sys}
	for pos, n := range sys.Numbers() {
		if moved[n] {
			part.params, part.pos = append(part.params, n), append(part.pos, pos)
		}
	}
	return part
}

// differentiate adds the sensitivities by all numbers that the fit moves, and notes where what is read stands. Outputs that nobody
// reads are left out.
func (p *drivenPart) differentiate(all []drivenRead) error {
	var names []string
	for _, r := range p.reads {
		v, _ := p.plain.Find(all[r].name)
		names = append(names, p.plain.Vars()[v].Name)
		p.need[0] = append(p.need[0], v)
	}
	var err error
	if p.system, err = p.plain.SensitivityOf(p.pos, names); err != nil {
		return err
	}
	p.shapes = [2]*ode.Structure{ode.NewStructure(p.plain), ode.NewStructure(p.system)}
	at := map[string]int{}
	for i, v := range p.system.Vars() {
		at[v.Name] = i
	}
	for _, name := range names {
		p.need[1] = append(p.need[1], at[name])
		for _, pos := range p.pos {
			w, ok := at[physics.SensitivityName(name, pos)]
			if !ok {
				w = -1
			}
			p.need[1] = append(p.need[1], w)
		}
	}
	return nil
}

// Start gives the number of an initial state that the file does not write, such
// as T of oil; false if there is no such state.
func (m *Model) Start(asset, state string) (Number, bool) {
	i, ok := m.compiled.physical[asset]
	if !ok {
		return Number{}, false
	}
	v := m.compiled.assets[i].physics.State(state)
	if v == nil {
		return Number{}, false
	}
	return Number{Path: asset + ".start." + state, Unit: v.Unit, Dim: v.Dim, Value: v.Default, Min: v.Min, Max: v.Max, Origin: "default"}, true
}

// InputDim is the dimension of an input of an equation component, such as oil.heat; false if there is no such input.
func (m *Model) InputDim(path string) (unit.Dim, bool) {
	asset, input, _ := strings.Cut(path, ".")
	i, ok := m.compiled.physical[asset]
	if !ok {
		return unit.Dim{}, false
	}
	v := m.compiled.assets[i].physics.Input(input)
	if v == nil {
		return unit.Dim{}, false
	}
	return v.Dim, true
}

// start makes a run of the islands, with recordings in the place of the line.
func (d *Driven) start(v []float64, slopes bool) (*sim.Run, error) {
	b := sim.NewBuilder()
	terms := make([][]sim.Term, len(d.players))
	units := make([]sim.Unit, len(d.players))
	for i := range d.players {
		p := d.players[i]
		p.level = b.Level(p.name, "", p.series.At(0))
		terms[i] = []sim.Term{{Ref: sim.Ref{Store: sim.StoreLevel, Index: p.level}, Coef: 1}}
		units[i] = &p
	}
	bind := &binding{v: v}
	asserts := &asserter{}
	for i := range d.parts {
		sys := d.parts[i].of(slopes)
		is := sim.Island{Name: sys.Name(), System: bound(sys, v), Opt: d.solver(bind, i, slopes, d.rtol)}
		for _, x := range sys.Vars() {
			is.Names = append(is.Names, x.Name)
		}
		for _, id := range sys.Inputs() {
			is.Inputs = append(is.Inputs, terms[id])
		}
		for _, g := range sys.Guards() {
			guard := sim.Guard{Name: g.Name, Internal: g.Internal}
			if g.Fails != "" {
				guard.Rise = asserts.watch(g)
			}
			is.Guards = append(is.Guards, guard)
		}
		is.Limits = limitsOfStates(sys)
		b.Island(is)
	}
	m, err := b.Build(asserts.join(units))
	if err != nil {
		return nil, err
	}
	return sim.New(m, sim.Options{})
}

// player is a unit that plays a recording into a level.
type player struct {
	id     int32
	name   string
	level  int32
	series *table.Series
}

// Name names the unit in errors.
func (p *player) Name() string { return p.name }

// New implements sim.Unit.
func (p *player) New() any { return nil }

// Start implements sim.Unit.
func (p *player) Start(s *sim.State) error { return p.next(s) }

// Handle implements sim.Unit.
func (p *player) Handle(s *sim.State, e sim.Event) error {
	s.Set(p.level, p.series.V[e.Arg])
	return p.next(s)
}

// next books the next point at which the value changes.
func (p *player) next(s *sim.State) error {
	k := sort.Search(len(p.series.T), func(i int) bool { return ticks(p.series.T[i]) > s.Now })
	for ; k < len(p.series.T); k++ {
		if v := p.series.V[k]; v != s.Level(p.level) && !math.IsNaN(v) {
			s.Book(ticks(p.series.T[k]), sim.Event{To: p.id, Class: sim.End, Arg: int64(k)})
			return nil
		}
	}
	return nil
}

// recorded reports whether a recording takes the place of an input.
func (n *network) recorded(path string) bool { return n.series[path] != nil }

// recording is the expression that reads a recording at the time of the run.
func (c *compiler) recording(path string) *expr.Ast {
	name := "recorded_" + strings.ReplaceAll(path, ".", "_")
	at := strings.LastIndexByte(path, '.') // an asset may be a copy, with a dot in its name
	v := c.assets[c.physical[path[:at]]].physics.Input(path[at+1:])
	c.network.tables[name] = function{series: c.network.series[path], x: unit.Time, y: v.Dim}
	return expr.Parse(name+"(time)", source.Pos{}, c.faults)
}
