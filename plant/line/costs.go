package line

import (
	"strings"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// Costs is what the plant as a whole says of money and carbon. It is constant.
type Costs struct {
	Energy   *Course // [money/J]; nil: it costs nothing
	Carbon   *Course // [kg/J] of electric energy; nil: none is counted
	Interest float64 // [1/s] of the value of the parts inside
}

// Settings of what things cost.
var (
	partCost   = Setting{Key: "part", Form: Number, Dim: unit.Money, About: "money for each part that it lets go, finishes, takes in or delivers: a value, a choice such as {by: part.type, ...}, or an expression of the part"}
	partCarbon = Setting{Key: "carbon", Form: Number, Dim: unit.Mass, About: "carbon dioxide equivalent of each such part, besides that of electric energy: of its material, or of what a process burns"}
	upkeepCost = Setting{Key: "cost", Form: Quantity, Dim: unit.Money, HasMin: true, About: "money each time, for spares and tools; the people who do it have a cost of their own"}
)

// costSetting is what an asset costs: a rate for each of its states, and more.
func costSetting(states []string, one string, more ...Setting) Setting {
	t := Setting{Key: "cost", Form: Group, Shape: true, About: "what it costs"}
	if states != nil {
		t.About += ", a rate for " + one + " by state"
		t.Sub = append(t.Sub, Setting{Key: "idle", Form: Quantity, Dim: unit.MoneyPerTime, HasMin: true,
			About: "money by time in every state that is not named, but off shift, which costs nothing if it is not named; an investment is written as 90 kEUR / 40000 h"})
	}
	for _, n := range states {
		if n == "idle" { // of a fleet, whose vehicles stand idle
			continue
		}
		t.Sub = append(t.Sub, Setting{Key: n, Form: Quantity, Dim: unit.MoneyPerTime, HasMin: true, About: "money by time while " + n})
	}
	t.Sub = append(t.Sub, more...)
	return t
}

// Signals of what assets cost.
var (
	costSignal     = SignalDoc{"cost", Amount, unit.Money, "all that it costs"}
	overheadSignal = SignalDoc{"overhead", Amount, unit.Money, "what of it is booked to no product: all time but that of work on parts, rides and what else is done for them; failures and maintenance"}
	carbonSignal   = SignalDoc{"carbon", Amount, unit.Mass, "carbon dioxide equivalent of its energy and of its parts"}
	productCosts   = SignalDoc{"products." + productName + ".cost", Amount, unit.Money, "what is booked to that product"}
	productEnergy  = SignalDoc{"products." + productName + ".energy", Amount, unit.Energy, "electric energy of the work on it, and of its rides"}
	productCarbon  = SignalDoc{"products." + productName + ".carbon", Amount, unit.Mass, "carbon of its energy and of its parts"}

	partFigures = [3]struct {
		name string
		dim  unit.Dim
	}{{"part_cost", unit.Money}, {"part_energy", unit.Energy}, {"part_carbon", unit.Mass}}
)

// costing is what the plant keeps for costs, energy and carbon by product. It is constant; nil where nobody asks.
type costing struct {
	*Costs
	p     *Products
	cols  [3]int32   // columns of parts: the money, energy [J] and carbon [kg] that have gone into it
	good  [3]int32   // tallies of good parts
	types [3][]int32 // the same by product, none where nobody asks
	scrap int32      // account of the money in parts that leave without being good
	books []*ledger  // by unit, nil for none
	comes []bool     // by unit: a source, whose parts are not inside
}

// newCosting makes the stores of the plant if there is something to keep: with a section of costs, with an asset that costs
// something, or for a measure that asks.
func newCosting(b *sim.Builder, assets []Asset, p *Products) *costing {
	if p.Costs == nil && !anyCost(assets) && !b.AskedAny(asksCosts(assets)) {
		return nil
	}
	k := &costing{Costs: p.Costs, p: p, books: make([]*ledger, len(assets))}
	if k.Costs == nil {
		k.Costs = &Costs{}
	}
	for i := range assets {
		k.comes = append(k.comes, assets[i].Kind.Name == "source")
	}
	for i, n := range []string{".cost", ".energy", ".carbon"} {
		k.cols[i] = b.Attr(n)
	}
	for i, f := range partFigures {
		k.good[i] = b.Tally("plant", f.name)
		for _, pr := range p.List {
			name, at := "products."+pr.Name+"."+f.name, none
			if b.Asked("plant."+name) != 0 {
				at = b.Tally("plant", name)
			}
			k.types[i] = append(k.types[i], at)
		}
	}
	k.scrap = b.Account("plant", "scrap_cost", nil)
	if k.Interest > 0 {
		for _, pr := range p.List {
			b.Ask("plant.products."+pr.Name+".wip", sim.WantLevel)
		}
	}
	return k
}

func anyCost(assets []Asset) bool {
	for i := range assets {
		v := assets[i].Values
		if v["cost"].Set {
			return true
		}
		for _, key := range []string{"failures", "maintenance"} {
			for _, g := range v[key].Groups {
				if g.Values["cost"].Set {
					return true
				}
			}
		}
	}
	return false
}

// asksCosts says whether the name of a signal is one for which costs are kept.
func asksCosts(assets []Asset) func(name string) bool {
	known := map[string]bool{"plant": true}
	for i := range assets {
		known[assets[i].Name] = true
	}
	return func(name string) bool {
		i := strings.LastIndexByte(name, '.')
		if i < 0 {
			return false
		}
		owner, last := name[:i], name[i+1:]
		k := strings.Index(owner, ".products.")
		if k >= 0 {
			owner = owner[:k]
		}
		switch last {
		case "cost", "overhead", "carbon", "scrap_cost", "wip_cost", "holding", "part_cost", "part_energy", "part_carbon":
			return known[owner]
		case "energy":
			return k >= 0 && known[owner]
		}
		return false
	}
}

// add books what has gone into a part.
func (k *costing) add(s *sim.State, part int32, x [3]float64) {
	for i, c := range k.cols {
		if x[i] != 0 {
			s.SetAttr(c, part, s.Attr(c, part)+x[i])
		}
	}
}

// in is what has gone into a part, with all that it contains.
func (k *costing) in(s *sim.State, part int32) (x [3]float64) {
	for i, c := range k.cols {
		x[i] = s.Attr(c, part)
	}
	for p := s.Part(part).Child; p > 0; p = s.Part(p).Next {
		for i, v := range k.in(s, p) {
			x[i] += v
		}
	}
	return x
}

// debtor is a unit that puts what it books into parts only when it is done with them.
type debtor interface {
	owed(s *sim.State) float64 // [money] up to now
}

// inside is the money in the parts that are in the plant now, with what is under way.
func (k *costing) inside(s *sim.State, units []bound) float64 {
	sum := 0.0
	for i, u := range units {
		if x, ok := u.(debtor); ok && k.books[i] != nil {
			sum += x.owed(s)
		}
	}
	for p := range s.PartsEnd() {
		if s.PartSerial(p) > 0 && !k.comes[s.Part(p).Holder] {
			sum += s.Attr(k.cols[0], p)
		}
	}
	return sum
}

// out books a part that leaves; nil keeps nothing.
func (k *costing) out(s *sim.State, part int32, good bool) {
	if k == nil {
		return
	}
	x := k.in(s, part)
	if !good {
		s.Post(k.scrap, x[0])
		return
	}
	typ := s.Part(part).Type
	for i, v := range x {
		s.Sample(k.good[i], v)
		if at := k.types[i][typ]; at >= 0 {
			s.Sample(at, v)
		}
	}
}

// joins gives a part what has gone into one that becomes part of it and leaves no record.
func (k *costing) joins(s *sim.State, to, part int32) {
	if k != nil {
		k.add(s, to, k.in(s, part))
	}
}

// divide leaves to a part one share in n of what has gone into it.
func (k *costing) divide(s *sim.State, part int32, n int) {
	if k == nil || n < 2 {
		return
	}
	for _, c := range k.cols {
		s.SetAttr(c, part, s.Attr(c, part)/float64(n))
	}
}
