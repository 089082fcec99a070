package line

import (
	"time"

	"github.com/plantwin/plantwin/sim"
)

// Use is something that a machine uses besides electric energy, such as gas: the time integral of a signal or the total of a
// count, with a price and carbon for each unit of that.
type Use struct {
	Terms         []sim.Term
	Price, Carbon float64 // [money], [kg] by unit
}

// uses share what a machine uses among the parts on which it works: equally among the servers at work at each instant, and
// there among the parts of the load. What it uses while none works belongs to none. It is constant; nil shares nothing.
type uses struct {
	m             *machine
	money, carbon []sim.Term // what all of it costs, and its carbon
	at            [][]int32  // accounts, by use and product
	cols          [2]int32   // columns of parts: usesState.spent when the work on them began
}

// usesState is what changes of uses.
type usesState struct {
	on      []float64     // loads in work, by product
	working int32         // servers at work
	spent   [2]float64    // money and carbon of a server that has been at work since the start
	mark    [2]float64    // the readings when that was last done
	elapsed time.Duration // the time of the statistics then
	since   time.Duration
}

// AddUses lets a machine share what it uses; the terms of each product are those of its part of each use. It is nil where asset is no
// machine, or costs are not kept. It may be called once for an asset, before a run begins.
func (l *Line) AddUses(b *sim.Builder, asset int, list []Use) [][]sim.Term {
	m, ok := l.bound[asset].(*machine)
	if !ok || m.books == nil {
		return nil
	}
	u := &uses{m: m, cols: [2]int32{b.Attr(".used." + m.name), b.Attr(".used carbon." + m.name)}}
	var out [][]sim.Term
	for _, x := range list {
		u.money = append(u.money, sim.Scaled(x.Terms, x.Price)...)
		u.carbon = append(u.carbon, sim.Scaled(x.Terms, x.Carbon)...)
		var at []int32
		var terms []sim.Term
		for p := range m.p.List {
			at = append(at, b.Meter(m.name, "products."+m.p.List[p].Name+".uses", x.Terms))
			terms = append(terms, term(sim.StoreAccount, at[p], 1))
		}
		u.at, out = append(u.at, at), append(out, terms)
	}
	m.books.uses = u
	return out
}

func (u *uses) state(s *sim.State) *usesState { return &u.m.state(s).uses[0] }

// fresh is the state of a machine's uses at the start.
func (l *ledger) fresh() []usesState {
	if l == nil || l.uses == nil {
		return nil
	}
	return []usesState{{on: make([]float64, len(l.k.p.List))}}
}

// now is what a server has spent up to now that has been at work since the start, and the readings of what is used. Where the
// statistics have begun anew since they were last taken, they count from there.
func (u *uses) now(s *sim.State, st *usesState) (spent, reading [2]float64) {
	spent = st.spent
	for i, terms := range [2][]sim.Term{u.money, u.carbon} {
		reading[i] = s.Total(terms)
		before := st.mark[i]
		if s.Elapsed() != st.elapsed+s.Now-st.since {
			before = 0
		}
		if st.working > 0 {
			spent[i] += (reading[i] - before) / float64(st.working)
		}
	}
	return spent, reading
}

// pass takes note of what has been used up to now.
func (u *uses) pass(s *sim.State, st *usesState) {
	st.spent, st.mark = u.now(s, st)
	st.elapsed, st.since = s.Elapsed(), s.Now
}

// opens books that a server has begun to run, closes that it stops; nil books nothing.
func (u *uses) opens(s *sim.State, sv *server) {
	if u == nil {
		return
	}
	st := u.state(s)
	u.pass(s, st)
	st.working++
	for p := sv.part; p > 0; p = sv.after(s, p) {
		st.on[s.Part(p).Type] += sv.share()
		for i, c := range u.cols {
			s.SetAttr(c, p, st.spent[i])
		}
	}
	u.weigh(s, st)
}

func (u *uses) closes(s *sim.State, sv *server) {
	if u == nil {
		return
	}
	st := u.state(s)
	u.pass(s, st)
	if st.working--; st.working == 0 {
		clear(st.on)
	}
	for p := sv.part; p > 0; p = sv.after(s, p) {
		if st.working > 0 {
			st.on[s.Part(p).Type] -= sv.share()
		}
		var x [3]float64
		x[0], x[2] = u.of(s, p, 0, st.spent[0])*sv.share(), u.of(s, p, 1, st.spent[1])*sv.share()
		u.m.books.k.add(s, p, x)
	}
	u.weigh(s, st)
}

// of is what has been spent on a load since the work on a part of it began.
func (u *uses) of(s *sim.State, part int32, i int, spent float64) float64 {
	return spent - s.Attr(u.cols[i], part)
}

// weigh books how the products share what is used from now on. Cost: O(uses x products).
func (u *uses) weigh(s *sim.State, st *usesState) {
	for _, at := range u.at {
		for p, on := range st.on {
			share := 0.0
			if st.working > 0 {
				share = on / float64(st.working)
			}
			s.SetWeight(at[p], share)
		}
	}
}

// owed is the money of work under way that has not gone into its parts yet.
func (u *uses) owed(s *sim.State, sv *server) float64 {
	if u == nil {
		return 0
	}
	spent, _ := u.now(s, u.state(s))
	return u.of(s, sv.part, 0, spent[0])
}
