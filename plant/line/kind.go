package line

import (
	"sort"

	"github.com/plantwin/plantwin/internal/unit"
)

// Form is the shape of a setting's value in a scenario.
type Form uint8

// The forms of settings.
const (
	Quantity  Form = iota // a number with the setting's dimension, in Value.Num [SI]
	Integer               // a whole number, in Value.Num
	Toggle                // true or false, in Value.On
	Text                  // one of Options, or free text, in Value.Text
	Time                  // how a time is drawn, in Value.Draw
	Number                // how a value of the setting's dimension is drawn, in Value.Draw
	AssetRef              // the index of another asset, in Value.Asset
	To                    // where parts go, in Value.Route
	Needs                 // crews and skills, in Value.Needs
	Shifts                // a calendar, in Value.Shifts
	Position              // one point [m], in Value.Points
	Polyline              // two points or more [m], in Value.Points
	Group                 // fixed sub-settings, in Value.Group
	Groups                // free names, each with sub-settings, in Value.Groups
	Places                // a whole number, or `unlimited` as +Inf, in Value.Num
	Texts                 // a list of names, in Value.Texts
	Nodes                 // positions by name, in Value.Groups under `at`
	Edges                 // aisles of a network, in Value.Edges
	Makes                 // a product, whose index is drawn by Value.Draw
	Marks                 // attributes of parts, in Value.Marks
	Pick                  // one of Options, in Value.Text, or an expression of the part, in Value.Draw
	SetupForm             // a changeover, in Value.Setup
	Pools                 // pools with numbers, in Value.Pools
	JobList               // a list of orders, in Value.Jobs
	RateForm              // a rate over time, in Value.Rate
	Watched               // a condition that is looked at over time, in Value.Watch
	OfPart                // an expression of the part, in Value.Draw
	PartTest              // a condition on the part, in Value.Test
	Counts                // products or assets with whole numbers, in Value.Counts; or one whole number, in Value.Num; or one of Words, in Value.Text
)

// Setting is one key that a kind knows.
type Setting struct {
	Key            string
	Form           Form
	Dim            unit.Dim
	Default        string // as it would be written; "" if there is none
	Required       bool
	Shape          bool // decides the layout of the state, so it cannot change in a compiled model
	Min, Max       float64
	HasMin, HasMax bool
	Open           bool // the least value itself is not allowed
	About          string
	Sub            []Setting // of Group and Groups
	Options        []string  // of Text
	Counted        bool      // of Time: a plain number where the setting counts beside it says cycles
	Words          []string  // of Counts
	Matches        bool      // of Counts: an entry may be {count, match}
	Stages         bool      // of Time: it may be a list of steps, in Value.Stages
	Hazard         bool      // of Time: it may be hazard(rate), in Value.Hazard
}

// Sort is what kind of statistics a signal has.
type Sort uint8

// The sorts of signals.
const (
	Level   Sort = iota // a value over time: mean, total, min, max, sd, last
	Count               // events: total, rate
	Sample              // a value by part: mean, count, min, max, sd
	Amount              // what grows while time passes: total, rate; only measures read it
	Ratio               // total of Terms over total of Per
	Rate                // total of Terms over the time observed
	Present             // a value that is computed when it is read, without statistics
	State               // text: the first of the asset's states that one of its servers is in
)

// SignalDoc documents one signal of a kind. A name may hold <mode>, which stands for every failure of the asset.
type SignalDoc struct {
	Name  string
	Sort  Sort
	Dim   unit.Dim
	About string
}

// CommandDoc documents one command of a kind, as a rule's do gives it. A name may hold <mode>.
type CommandDoc struct{ Name, About string }

// Kind is one kind of asset.
type Kind struct {
	Name, About string
	Example     string // an asset of this kind as it stands in a scenario
	Settings    []Setting
	Later       []string // keys of the notation that belong to this kind and that this version refuses
	Signals     []SignalDoc
	Commands    []CommandDoc
	Accepts     bool // parts can be sent to it
	Sends       bool // it has a `to`
	Moves       bool // it cannot do without `at`
	bind        func(c *compiler, i int) bound
}

// Setting finds a setting by its key; nil if the kind does not know it.
func (k *Kind) Setting(key string) *Setting {
	for i := range k.Settings {
		if k.Settings[i].Key == key {
			return &k.Settings[i]
		}
	}
	return nil
}

var kinds []*Kind

// register adds a kind to the list; each kind's file calls it once.
func register(k *Kind) *Kind {
	kinds = append(kinds, k)
	sort.Slice(kinds, func(i, j int) bool { return kinds[i].Name < kinds[j].Name })
	return k
}

// Kinds lists all kinds by name. The list is not to be changed.
func Kinds() []*Kind { return kinds }

// Lookup finds a kind by name; nil if there is none.
func Lookup(name string) *Kind {
	for _, k := range kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// atSetting is where an asset stands.
var atSetting = Setting{Key: "at", Form: Position, Dim: unit.Length, About: "position on the floor; the drawing chooses one if it is left out"}

// toSetting is where parts go.
var toSetting = Setting{Key: "to", Form: To, Required: true, About: "where a part goes next: an asset, shares, a rule, or a list of conditions"}
