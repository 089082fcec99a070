package sim

import (
	"fmt"
	"time"

	"github.com/plantwin/plantwin/sim/ode"
)

// Unit is one asset's behaviour. The receiver is constant: wiring and numbers.
// All that changes stands in the value that New returns.
//
// A unit may have a method Name() string; errors then name it.
type Unit interface {
	// New is fresh state: a pointer to a struct of plain data (numbers, bools,
	// and arrays, slices and structs of these), or nil for none.
	New() any
	// Start is called once at time zero, in order of the units.
	Start(s *State) error
	// Handle handles one event. An error ends the run; it is wrapped with time
	// and asset.
	Handle(s *State, e Event) error
}

// Store says in which table of the state a signal stands.
type Store uint8

// The stores.
const (
	// StoreLevel: numbers that are constant between events.
	StoreLevel Store = iota
	// StoreTimes: servers in categories; the value is how many are in one.
	StoreTimes
	// StoreCount: counters.
	StoreCount
	// StoreTally: samples; the value is the last one.
	StoreTally
	// StoreVar: variables of an island.
	StoreVar
	// StoreAccount: running amounts; the value is the amount up to now.
	StoreAccount
)

// Ref names a value that can be read. Index is what the Builder returned. Sub
// is the category (StoreTimes), or the variable of the island (StoreVar): y,
// then z, then w. It is 0 elsewhere.
type Ref struct {
	Store      Store
	Index, Sub int32
}

// Term is one addend of a signal: Coef times the value of Ref.
type Term struct {
	Ref  Ref
	Coef float64
}

// Scaled is a copy of terms with each coefficient times by.
func Scaled(terms []Term, by float64) []Term {
	out := make([]Term, len(terms))
	for i, t := range terms {
		t.Coef *= by
		out[i] = t
	}
	return out
}

// Island is a set of equations that share variables, and what it reads and
// reports. Its inputs and conditions read signals of the line only (no
// StoreVar).
type Island struct {
	// Name and Names (of y, z, w) are for errors.
	Name   string
	System ode.System
	Names  []string
	// Inputs are the signals behind each input, len NU.
	Inputs [][]Term
	// Guards say what follows from each guard, len NG.
	Guards []Guard
	// Limits are the domains of differential variables; Build appends guards of
	// their own to Guards.
	Limits []Limit
	Opt    ode.Options
	// Stats lists the variables of which statistics are kept.
	Stats []VarStat
}

// VarStat asks for statistics of variable Var (numbered as Ref.Sub): each costs
// work at every step. The value now needs none.
type VarStat struct {
	Var   int32
	Mean  bool // integral and average over time
	Range bool // smallest and largest value
	Hist  bool // histogram, for quantiles; brings Range along
	Trace bool // course over time, in a run that records
}

// Guard is a condition on continuous variables. A guard with neither Internal
// nor an event only makes the steps end at its crossings (a change of mode).
type Guard struct {
	Name string
	// Internal guards call System.Reset at their rise, at float precision.
	Internal bool
	// Rise and Fall go to the ring in phase c; nil for none.
	Rise, Fall *Event
	// Order ranks events that fire in the same round; equal ranks fire in the
	// order islands then conditions, by index.
	Order int32
}

// Condition is a condition on signals of the line alone. True must depend on
// the signals in Reads only: it is called when one of them has changed.
type Condition struct {
	Name       string
	Reads      []Ref
	True       func(s *State) bool
	Rise, Fall *Event
	Order      int32
}

// Model is what runs share and never write to. A Builder makes it.
type Model struct {
	Units      []Unit
	Islands    []Island
	Conditions []Condition
	// Rest is asked, where it is not nil, when neither completions nor arrivals are
	// pending; pending says whether anything else is. It only reads. An error ends the
	// run; unit is who it is about.
	Rest func(s *State, pending bool) (unit int32, err error)
	// Shape hashes all that decides the layout of a State: forks and
	// checkpoints need equal shapes.
	Shape [16]byte
	// Version of the program, checked by Load.
	Version string

	levels  []levelSpec
	times   []timesSpec
	counts  []nameSpec
	tallies []nameSpec
	streams []streamSpec
	attrs   []string
	records []recordSpec
	watch   [StoreVar][]watchers // by store and flat index

	accounts []accountSpec
	next     []int32 // of each unit: the one that it gives its parts to, -1 for none

	layout  []layoutLine // what Shape hashes
	kept    *plan
	plans   []*plan // of each unit's state; nil for none
	cells   int
	spans   int
	wide    []int32    // place of the span of each cell, -1: it has none
	vars    [][]int32  // per island: variable -> index in Stats, or -1
	varRecs [][]uint32 // per island and entry of Stats: index+1 of the record
	spots   []spot
	alike   []int32          // number of the group of islands that can share a solver
	forms   []*ode.Structure // of the matrices of each group, at its number
	systems []ode.System     // what islands integrate: their systems, with limits and sliding
}

// spot is what each step of an island needs of its model, in one cache line.
type spot struct {
	feeds []feed
	edges []ode.Edge // per guard
}

// feed is one addend of an input of an island. The first one of an input has more unset, the last one last set; an
// input without an addend has one of StoreVar, which counts as 0.
type feed struct {
	coef       float64
	index      int32
	store      Store
	more, last bool
}

// spot makes the feeds of an island.
func (is *Island) spot(edges []ode.Edge) spot {
	p := spot{edges: edges}
	for _, terms := range is.Inputs {
		for k, t := range terms {
			p.feeds = append(p.feeds, feed{t.Coef, t.Ref.Index + t.Ref.Sub, t.Ref.Store, k > 0, k == len(terms)-1})
		}
		if len(terms) == 0 {
			p.feeds = append(p.feeds, feed{store: StoreVar, last: true})
		}
	}
	return p
}

type levelSpec struct {
	nameSpec
	start float64
}

type nameSpec struct {
	asset, signal string
	rec           uint32 // index+1 of the record, 0 for none
}

type timesSpec struct {
	asset   string
	states  []string
	servers int32
	start   uint8
	first   int32 // first cell
	rec     []uint32
}

type streamSpec struct{ identity, purpose string }

// recordSpec says what a record keeps.
type recordSpec struct{ hist, trace bool }

// watchers lists who hears of a change: island i as i, condition c as ^c.
type watchers []int32

type layoutLine struct{ asset, text string }

// UnitName is what errors call unit i.
func (m *Model) UnitName(i int) string { return m.name(int32(i)) }

// name is UnitName of an index that may be none.
func (m *Model) name(i int32) string {
	if i < 0 || int(i) >= len(m.Units) {
		return fmt.Sprintf("unit %d", i)
	}
	if n, ok := m.Units[i].(interface{ Name() string }); ok {
		return n.Name()
	}
	return fmt.Sprintf("unit %d", i)
}

// Options say how a model is run. The zero value works.
type Options struct {
	// Seed and Replication choose the random numbers.
	Seed        uint64
	Replication int
	// WarmUp is when statistics are cleared; 0 for never.
	WarmUp time.Duration
	// End is when results will be read, 0 if that is not known: islands end a
	// step there, which is more accurate than its interior. The run can go on.
	End time.Duration
	// Record keeps the traces that were asked for. It changes nothing else.
	Record bool
	// Antithetic complements every uniform number.
	Antithetic bool
	// TraceWidth is the width with which the buckets of traces start; 0 means
	// FirstWidth.
	TraceWidth time.Duration
}

// Error is a failure of a run: when, where and why.
type Error struct {
	At    time.Duration
	Asset string
	Err   error
}

// Error says when, where and why.
func (e *Error) Error() string {
	if e.Asset == "" {
		return fmt.Sprintf("at %v: %v", e.At, e.Err)
	}
	return fmt.Sprintf("at %v, %s: %v", e.At, e.Asset, e.Err)
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }
