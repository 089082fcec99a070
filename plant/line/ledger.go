package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// ledger is what an asset keeps for its costs, energy and carbon by product. It is constant; nil keeps nothing. Its stores
// count servers (members, vehicles) at work on a product, so that no rate stands in the state.
//
// The rule is that of time-driven activity-based costing (R. S. Kaplan, S. R. Anderson, Time-Driven Activity-Based Costing,
// Harvard Business Review 82 (11), 2004): the time of work on a part is booked to its product, in equal shares where
// there are several; all other time is overhead of the asset.
type ledger struct {
	k           *costing
	names       []string // of the states; nil for an asset without
	times       int32
	rate        []float64 // [money/s] of one server by state
	powers                // nil where nothing is drawn
	timed, runs bool      // there are rates, and powers
	open        [][]cell  // by state and product; nil for a state that is not work
	whole       []cell    // by state: all servers under prices that change; nil if none does
	money, mass []int32   // accounts by product: what is posted; nil where nothing is
	part        *Draw     // [money] by part
	carbon      *Draw     // [kg] by part
	load        float64   // [money] by load
	change      float64   // [money] by changeover
	upkeep      []sim.Term
	uses        *uses
}

// powers are the electric power of one server by state.
type powers struct {
	watts []float64 // [W] drawn from the grid
	used  []float64 // [W] used; nil where that is what is drawn, else from a battery, and paid for as it was charged
}

// use is the power that work in a state uses [W].
func (p *powers) use(state int) float64 {
	if p.used != nil {
		return p.used[state]
	}
	return p.watts[state]
}

// worth is what a kilowatt-hour has cost, and its carbon: 1 and 1 where the clock of an account says so.
type worth struct{ price, carbon float64 }

// spot is energy that is drawn from the grid when it is used.
var spot = worth{1, 1}

const kWh = 3.6e6 // [J]

// cell are accounts of servers over seconds, and over the clocks of a price and of carbon, or weighed by these where the energy
// comes from a battery; none where there is no need.
type cell struct{ time, price, carbon int32 }

// ledgerOf makes the ledger of asset i whose time in the states of work is booked to products; nil if nothing is kept.
func (c *compiler) ledgerOf(i int, states []string, times int32, work []uint8, draws powers) *ledger {
	k := c.totals.costs
	if k == nil {
		return nil
	}
	g, name := c.reader(i).group("cost"), c.assets[i].Name
	l := &ledger{k: k, names: states, times: times, powers: draws, runs: draws.watts != nil}
	l.bindRates(g)
	l.load, l.change = g.get("load").Num, g.get("changeover").Num
	if v := g.get("part"); v.Set {
		l.part = &v.Draw
	}
	if v := g.get("carbon"); v.Set {
		l.carbon = &v.Draw
	}
	for p := range k.p.List {
		at := "products." + k.p.List[p].Name
		if l.part != nil || g.get("load").Set || g.get("changeover").Set {
			l.money = append(l.money, c.b.Account(name, at+".posted", nil))
		}
		if l.carbon != nil {
			l.mass = append(l.mass, c.b.Account(name, at+".carbon", nil))
		}
	}
	l.open = make([][]cell, len(states))
	for _, w := range work {
		for p := range k.p.List {
			uses := l.use(int(w)) != 0
			l.open[w] = append(l.open[w], l.cell(c.b, name, "products."+k.p.List[p].Name+"."+states[w], l.timed || uses, uses, l.used != nil))
		}
	}
	if l.varies() {
		for _, n := range states {
			l.whole = append(l.whole, l.cell(c.b, name, n, false, true, false))
		}
	}
	k.books[i] = l
	return l
}

// bindRates reads the rates by state.
func (l *ledger) bindRates(g reader) {
	l.rate = make([]float64, len(l.names))
	for i, n := range l.names {
		v := g.get(n)
		if !v.Set && n != "off_shift" {
			v = g.get("idle")
		}
		l.rate[i] = v.Num
		l.timed = l.timed || v.Set
	}
	if l.watts == nil {
		l.watts = make([]float64, len(l.names))
	}
}

// keepUp adds what failures and maintenance cost; nil adds nothing.
func (l *ledger) keepUp(modes []mode) {
	for i := range modes {
		if l != nil && modes[i].cost != 0 {
			l.upkeep = append(l.upkeep, term(sim.StoreCount, modes[i].count, modes[i].cost))
		}
	}
}

// varies reports whether its energy has a price, or carbon, that changes.
func (l *ledger) varies() bool {
	return l.runs && (changes(l.k.Energy) || changes(l.k.Carbon))
}

func changes(c *Course) bool { return c != nil && !c.Constant() }

// cell makes the accounts that are needed; stored says that the energy comes from a battery.
func (l *ledger) cell(b *sim.Builder, asset, name string, timed, priced, stored bool) cell {
	x := cell{none, none, none}
	if timed {
		x.time = b.Account(asset, name+".time", nil)
	}
	clock := func(c *Course) sim.Clock {
		if stored {
			return nil
		}
		return c.clock()
	}
	if priced && changes(l.k.Energy) {
		x.price = b.Account(asset, name+".price", clock(l.k.Energy))
	}
	if priced && changes(l.k.Carbon) {
		x.carbon = b.Account(asset, name+".carbon", clock(l.k.Carbon))
	}
	return x
}

func (x *cell) weigh(s *sim.State, by float64, at worth) {
	if x.time >= 0 {
		s.Weigh(x.time, by)
	}
	if x.price >= 0 {
		s.Weigh(x.price, float64(by*at.price))
	}
	if x.carbon >= 0 {
		s.Weigh(x.carbon, float64(by*at.carbon))
	}
}

// begin books that a share of a server is at work on a product from now on, end that it no longer is.
func (l *ledger) begin(s *sim.State, state uint8, typ int32, share float64, at worth) {
	l.open[state][typ].weigh(s, share, at)
}

func (l *ledger) end(s *sim.State, state uint8, typ int32, share float64, at worth) {
	l.open[state][typ].weigh(s, -share, at)
}

// spent is what a share of a server in a state has brought since a time: money, energy [J] and carbon.
func (l *ledger) spent(s *sim.State, state uint8, share float64, since time.Duration, at worth) [3]float64 {
	d, w := seconds(s.Now-since), l.use(int(state))
	x := [3]float64{float64(l.rate[state] * d), float64(w * d)}
	paid := func(c *Course, each float64) float64 {
		switch {
		case c == nil || w == 0:
			return 0
		case l.used != nil && !c.Constant():
			return float64(w / kWh * d * each)
		}
		return float64(w * c.between(seconds(since), seconds(s.Now)))
	}
	x[0] += paid(l.k.Energy, at.price)
	x[2] = paid(l.k.Carbon, at.carbon)
	for i := range x {
		x[i] *= share
	}
	return x
}

// stand books that n servers begin in a state.
func (l *ledger) stand(s *sim.State, state uint8, n int32) {
	if l != nil && l.whole != nil {
		l.whole[state].weigh(s, float64(n), spot)
	}
}

// turn books that a server goes from one state to another.
func (l *ledger) turn(s *sim.State, from, to uint8) {
	if l.whole != nil {
		l.whole[from].weigh(s, -1, spot)
		l.whole[to].weigh(s, 1, spot)
	}
}

// post books money to a part.
func (l *ledger) post(s *sim.State, part int32, money float64) {
	s.Post(l.money[s.Part(part).Type], money)
	l.k.add(s, part, [3]float64{money})
}

// each is what a part costs that is finished; it is false where a value that was drawn is no number.
func (l *ledger) each(s *sim.State, part int32) (x [3]float64, ok bool) {
	if l.part != nil {
		x[0] = l.part.Value(s, part)
	}
	if l.carbon != nil {
		x[2] = l.carbon.Value(s, part)
	}
	if x[0] != x[0] || x[2] != x[2] {
		return [3]float64{}, false
	}
	return x, true
}

// prime gives the head of a source what it costs, which is booked when it leaves.
func (l *ledger) prime(s *sim.State, st *sourceState) (ok bool) {
	st.spent, ok = l.each(s, st.head)
	l.k.add(s, st.head, st.spent)
	return ok
}

// postAll books money and carbon to a product.
func (l *ledger) postAll(s *sim.State, typ int32, x [3]float64) {
	if l.money != nil {
		s.Post(l.money[typ], x[0])
	}
	if l.mass != nil {
		s.Post(l.mass[typ], x[2])
	}
}

// finished books what a part costs that is finished; nil books nothing. It is false where a value that was drawn is no number.
func (l *ledger) finished(s *sim.State, part int32) bool {
	if l == nil {
		return true
	}
	x, ok := l.each(s, part)
	if l.part != nil || l.carbon != nil {
		l.k.add(s, part, x)
		l.postAll(s, s.Part(part).Type, x)
	}
	return ok
}
