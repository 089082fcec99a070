package scenarios

import (
	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/table"
)

// Scenario is a study as it was written: its form is checked, its meaning not yet. A Scenario never changes; Variant and
// Patch give another one that shares what is equal.
type Scenario struct {
	File *source.File
	Root *source.Node // the whole file with `like` of assets resolved and overlays applied
	Dir  string       // folder in which data files are looked up; "" if not read from a disk

	Name, About string
	Use         []string // names of the overlays, weakest first

	// The sections of named entries, in the order of the file. Assets is the flat list: `like` and `copies` are resolved,
	// a copy is named mills.T1, and each Value is a plain mapping of settings.
	Parameters, Signals, Tables, Kinds, Products, Assets, Rules, Sensors, Alarms, Measure, Experiments, Calibrate []Entry

	// The other sections, nil where left out.
	Connect, Layout, Costs, Run, Twin *source.Node

	Variants []Variant // never empty: left out, it is one variant "base" without changes

	Data  map[string]*table.Table // every recorded file that the study names, by the name as written
	Bytes map[string][]byte       // every input file (scenario, overlays, data) by the name as written

	plain *source.Node // assets as in the file, `like` resolved, no overlay: what `like` of an added asset takes
	final []Patch      // settings of the command line: stronger than every variant
}

// Entry is a named value of a section.
type Entry struct {
	Name  string
	Key   *source.Node // where the name stands
	Value *source.Node
	Group string // of a copy: the asset that it is a copy of ("mills" of mills.T1); else ""
}

// Variant is a what-if as written.
type Variant struct {
	Title  string
	Key    *source.Node // nil for the variant "base" of a file that has none
	Set    []Patch
	Add    []Entry
	Remove []*source.Node
	Like   []string // titles of the variants that this one starts from
}

// Patch sets the value of a path.
type Patch struct {
	Path  string
	Key   *source.Node // the path as written, for positions; may be nil
	Value *source.Node
}

// Options say what a scenario is read with. The zero value works.
type Options struct {
	Data []string // folders in which data files are looked up before that of the scenario
	With []string // overlays applied after those of `use`
	Set  []Patch  // settings of the command line, stronger than everything else
}
