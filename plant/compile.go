package plant

import (
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/physics"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
	"github.com/plantwin/plantwin/sim"
)

// compiler is what is known of a scenario while and after it is compiled. Once
// Compile has returned it is only read, so models made from it can share it.
type compiler struct {
	sc       *scenarios.Scenario
	faults   *source.Faults
	nums     numbers
	settable map[string]*settable // what rules set, by path
	stepSets []stepSet
	open     map[string]bool         // parameters under way, to find circles
	places   map[string]*source.Node // where settings stand, by path
	plan     Plan
	horizon  int // number of run.for
	periods  periods
	runs     replications
	warmup   int // number of run.warmup, -1 if it is found
	rtol     int
	method   string
	random   bool

	assets    []*asset        // in the order of the file
	units     map[string]int  // line assets -> unit, in order of identity
	unitAsset []int           // unit -> index in assets
	physical  map[string]int  // equation components -> index in assets
	checked   map[string]bool // components that run a behaviour, once their names are compared
	crews     []string
	skills    []string
	kinds     []*physics.Kind // of the study and of the library
	network   network
	driven    bool // recordings take the place of the line

	products     []*product
	activities   []string // names of all steps, sorted
	attrs        map[string]*attribute
	partFormulas []*partFormula

	signals    map[string]*signal
	signalKeys []string
	asked      map[string]sim.Flags
	leaves     []leaf
	leafAt     map[leaf]int

	rules    []rule
	watches  []*watch
	hazards  []*hazard
	measures []measure
	sensors  []sensor
	alarms   []string
	zone     *time.Location // of the plant's civil time, for the import of dates
	defaults []Assumption
	ground   ground
	costs    *costs // nil without the section
}

// asset is one asset of the study.
type asset struct {
	entry    scenarios.Entry
	name     string
	identity string // name, or the one that it draws under
	kindName string
	kind     *line.Kind    // nil for an equation component that runs nothing
	physics  *physics.Kind // nil for an asset of the line without equations
	unit     int
	values   func(b *binding) line.Values
	points   [][2]int // numbers of `at`
	nodes    []node   // of a network
	aisles   []aisle  // of a network
	to       []string // assets that parts go on to
	reads    []string // assets whose signals its inputs read
}

// Compile checks the meaning of a scenario and makes a model of it. It is pure:
// files were read by scenarios.Load. The error lists all faults at once
// (source.Error).
func Compile(sc *scenarios.Scenario) (*Model, error) {
	c := newCompiler(sc)
	c.refuseLater()
	c.readStart()
	c.network.tables = c.readTables()
	c.findSettable()
	for _, e := range sc.Parameters {
		c.parameter(e.Name)
	}
	c.readAssets()
	c.readProducts()
	c.readAttributes()
	c.readLayout()
	c.readPlan()
	c.readCosts()
	c.finishProducts()
	c.readLine()
	c.readPhysics()
	c.registerSensors()
	c.checkSettable()
	c.readStepSets()
	c.readWatches()
	c.readRules()
	c.readAlarms()
	c.readUntil()
	c.compileParts()
	c.compileNetwork()
	c.checkSensors()
	c.readUtilities()
	c.readMeasures()
	c.finishSensors()
	if c.faults.Len() > 0 {
		return nil, c.settle()
	}
	return c.bind(nil)
}

func newCompiler(sc *scenarios.Scenario) *compiler {
	return &compiler{
		sc: sc, faults: &source.Faults{}, zone: time.UTC, open: map[string]bool{}, places: map[string]*source.Node{},
		units: map[string]int{}, physical: map[string]int{}, signals: map[string]*signal{}, asked: map[string]sim.Flags{}, runs: replications{min: -1, max: -1, confidence: -1},
	}
}

// refuseLater refuses the sections that this version knows and does not carry
// out.
func (c *compiler) refuseLater() {
	for _, s := range []struct {
		name string
		list []scenarios.Entry
		node *source.Node
	}{
		{"twin", nil, c.sc.Twin},
	} {
		if len(s.list) == 0 && s.node == nil {
			continue
		}
		if k := c.sc.Root.Key(s.name); k != nil {
			c.faults.At(k, "leave it out", "section %q is not supported by this version", s.name)
		}
	}
}

// readAssets sorts the assets into those of the line and equation components.
func (c *compiler) readAssets() {
	c.readKinds()
	seen := map[string]string{}
	for _, e := range c.sc.Assets {
		a := &asset{entry: e, name: e.Name, identity: e.Name, unit: -1}
		k := e.Value.Get("kind")
		if k == nil || k.Kind != source.Scalar {
			c.faults.At(e.Key, "write kind: machine", "asset %s has no kind", e.Name)
			continue
		}
		a.kindName = k.Text
		if s := e.Value.Get("stream"); s != nil {
			a.identity = s.Text
		}
		if other, ok := seen[a.identity]; ok {
			c.faults.At(e.Key, "give one of them another stream", "assets %s and %s draw from the same streams", other, e.Name)
		}
		seen[a.identity] = e.Name
		a.kind, a.physics = line.Lookup(k.Text), c.component(k.Text)
		if a.kind == nil && a.physics == nil {
			if c.sc.Root.Get("kinds").Get(k.Text) == nil { // else its own faults are reported
				c.faults.At(k, source.DidYouMean(k.Text, c.kindNames(), "of the line: "+list(lineNames())+"; plantwin kinds lists the components, too"), "there is no kind %q", k.Text)
			}
			continue
		}
		if a.kind == nil && a.physics.Runs != "" {
			a.kind = c.behaviour(a.physics)
		}
		if a.kind != nil && a.kind.Moves && e.Value.Get("at") == nil && !requires(a.kind, "at") {
			c.faults.At(e.Key, "write at: [x, y]", "%s: a %s needs at", e.Name, a.kindName)
		}
		c.assets = append(c.assets, a)
	}
	c.numberUnits()
}

// requires reports whether a kind misses a setting by itself.
func requires(k *line.Kind, key string) bool {
	t := k.Setting(key)
	return t != nil && t.Required
}

// numberUnits gives the assets of the line their units, in order of identity.
func (c *compiler) numberUnits() {
	for i, a := range c.assets {
		if a.physics != nil {
			c.physical[a.name] = i
		}
		if a.kind != nil {
			c.unitAsset = append(c.unitAsset, i)
		}
	}
	sort.Slice(c.unitAsset, func(i, j int) bool {
		return c.assets[c.unitAsset[i]].identity < c.assets[c.unitAsset[j]].identity
	})
	for u, i := range c.unitAsset {
		a := c.assets[i]
		a.unit = u
		c.units[a.name] = u
		if a.is("crew") {
			c.crews = append(c.crews, a.name)
			if s := a.entry.Value.Get("skills"); s != nil {
				w, _ := words(s)
				c.skills = append(c.skills, w...)
			}
		}
	}
}

func (c *compiler) hasSource() bool {
	for _, a := range c.assets {
		if a.is("source") {
			return true
		}
	}
	return false
}

// endless reports whether some source goes on for ever: only then is there a
// steady state to warm up to.
func (c *compiler) endless() bool {
	for _, a := range c.assets {
		if !a.is("source") {
			continue
		}
		p := c.product(textOf(a.entry.Value.Get("makes")))
		if p == nil || p.starts == nil {
			return true
		}
	}
	return false
}

func (c *compiler) unitNames() []string {
	var out []string
	for _, i := range c.unitAsset {
		out = append(out, c.assets[i].name)
	}
	return out
}

func (c *compiler) kindNames() []string {
	out := lineNames()
	for _, k := range c.kinds {
		out = append(out, k.Name)
	}
	return out
}

// lineNames are the kinds of the line.
func lineNames() []string {
	var out []string
	for _, k := range line.Kinds() {
		out = append(out, k.Name)
	}
	return out
}

// readLine makes the signals of all assets known and reads the settings of those
// of the line, in order of identity: a route may ask what any asset is doing.
func (c *compiler) readLine() {
	c.registerLine()
	for _, a := range c.assets {
		if a.physics != nil {
			c.sized(a)
			c.registerVariables(a)
		}
	}
	c.registerSensors()
	for _, i := range c.unitAsset {
		a := c.assets[i]
		r := reading{compiler: c, asset: a, path: a.name}
		other := []string{"kind", "stream", "size", "at"}
		if a.physics != nil {
			other = append(append(other, "start"), a.settingGroups()...)
		}
		a.values = r.settings(a.entry.Value, a.kind.Settings, a.kind.Later, other...)
	}
}

// lineAssets runs the makers of all assets of the line.
func (c *compiler) lineAssets(b *binding) []line.Asset {
	out := make([]line.Asset, 0, len(c.unitAsset))
	for _, i := range c.unitAsset {
		if a := c.assets[i]; a.values != nil {
			out = append(out, line.Asset{Name: a.name, Identity: a.identity, Kind: a.kind, Values: a.values(b)})
		}
	}
	return out
}

// assume notes something that was taken for granted.
func (c *compiler) assume(path, value, origin string) {
	c.defaults = append(c.defaults, Assumption{Path: path, Value: value, Origin: origin})
}

// knows refuses keys of a mapping that are not in the list.
func (c *compiler) knows(n *source.Node, known []string, of string) bool {
	ok := true
	for _, k := range keys(n) {
		if !slices.Contains(known, k.Text) {
			c.faults.At(k, source.DidYouMean(k.Text, known, "known: "+list(known)), "%s has no %q", of, k.Text)
			ok = false
		}
	}
	return ok
}

// written finds a setting as the file has it: limits.min stands in limits.
func written(n *source.Node, name string) *source.Node {
	if group, rest, ok := strings.Cut(name, "."); ok {
		return get(n.Get(group), rest)
	}
	return n.Get(name)
}

// knowsSettings refuses settings that a component does not have.
func (c *compiler) knowsSettings(a *asset) {
	groups := map[string][]string{}
	for _, name := range a.physics.Settings() {
		if group, rest, ok := strings.Cut(name, "."); ok {
			groups[group] = append(groups[group], rest)
		}
	}
	if a.kind == nil { // else readLine has looked at them
		c.knows(a.entry.Value, append([]string{"kind", "at", "size", "stream", "start"}, a.settingGroups()...), a.kindName+" "+a.name)
	}
	for _, k := range keys(a.entry.Value) {
		if list := groups[k.Text]; list != nil {
			c.knows(a.entry.Value.Get(k.Text), list, a.name+"."+k.Text)
		}
	}
}
