package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "pool",
	About: "Things that are bound to a part for a part of its way: pallets, carriers, cards. An asset with take binds one, or waits for one; " +
		"an asset with give frees it. A loop of kanban or CONWIP is a pool between take and give. A part that gives one that it does not hold " +
		"adds one: a card that somebody sends ahead, as in a base-stock system. What a part still holds when it leaves the plant goes back, unless returns is false. " +
		"Those who wait are served in order of arrival.",
	Example: "carriers: {kind: pool, count: 60}",
	Settings: []Setting{
		{Key: "count", Form: Integer, Required: true, Shape: true, HasMin: true, Max: many, HasMax: true, About: "how many there are at the start"},
		{Key: "returns", Form: Toggle, Default: "true", Shape: true, About: "whether what a part still holds when it leaves the plant goes back; false for what is used up, such as material, spares or orders to make one more"},
		atSetting,
	},
	Signals: []SignalDoc{
		{"free", Level, unit.One, "those that are bound to no part"},
		{"busy", Level, unit.One, "those that are bound to a part"},
		{"taken", Count, unit.One, "times that one was bound"},
		{"queued", Level, unit.One, "tasks and parts that wait for one"},
		{"requests", Count, unit.One, "times that a part asked for some of it"},
		{"delayed", Count, unit.One, "requests that were not met at once because there was not enough of it"},
		{"fill_rate", Ratio, unit.One, "share of the requests that were met at once: the service level of a stock"},
	},
	bind: bindPool,
})

// takeSetting and giveSetting are where parts come by what a pool holds, and where they leave it.
var (
	takeSetting = Setting{Key: "take", Form: Pools, Shape: true, About: "pool, or pools with numbers, of which one is bound to each part: before it leaves a source, a buffer or the end of a conveyor, before work on it begins in a machine; none for none"}
	giveSetting = Setting{Key: "give", Form: Pools, Shape: true, About: "pool, or pools with numbers, of which one is freed by each part: as it leaves a source, a buffer or the end of a conveyor, when work on it ends in a machine, as it comes to a sink; none for none"}
)

// Claim is a number of things of one pool.
type Claim struct {
	Asset int32
	Count int
}

type pool struct {
	id, count  int32
	col        int32 // column: how many a part holds
	free, busy int32 // levels
	taken      int32
	queued     int32 // level, if asked for
	requests   int32 // counts, if asked for
	delayed    int32
	returns    bool
	name       string
	units      []bound
}

type poolState struct {
	free    int32
	waiting []request
}

// taker is a unit that waits for things of pools. A wait is known by its slot.
type taker interface {
	// taken binds what the slot waits for if all of it is free, leaves the lists, and sends the unit word of it.
	taken(s *sim.State, slot int32) bool
}

func bindPool(c *compiler, i int) bound {
	name := c.assets[i].Name
	u := &pool{id: int32(i), name: name, count: int32(c.reader(i).get("count").Num), returns: c.reader(i).get("returns").On, queued: none, requests: none, delayed: none}
	u.col = c.b.Attr(".holds." + name)
	u.free, u.busy = c.b.Level(name, "free", float64(u.count)), c.b.Level(name, "busy", 0)
	u.taken = c.b.Count(name, "taken")
	if c.b.Asked(name+".queued") != 0 {
		u.queued = c.b.Level(name, "queued", 0)
	}
	if c.b.Asked(name+".requests")|c.b.Asked(name+".delayed")|c.b.Asked(name+".fill_rate") != 0 {
		u.requests, u.delayed = c.b.Count(name, "requests"), c.b.Count(name, "delayed")
	}
	c.totals.pools = append(c.totals.pools, u)
	c.atEnd = append(c.atEnd, func() { u.units = c.bound })
	return u
}

func (u *pool) New() any                              { return &poolState{free: u.count} }
func (u *pool) Start(*sim.State) error                { return nil }
func (u *pool) state(s *sim.State) *poolState         { return s.Units[u.id].(*poolState) }
func (u *pool) command(string) (e sim.Event, ok bool) { return e, false }

// Name is what errors call it.
func (u *pool) Name() string { return u.name }

// Handle serves those who wait, after something came back.
func (u *pool) Handle(s *sim.State, e sim.Event) error {
	st := u.state(s)
	for i := 0; e.Code == evBack && i < len(st.waiting) && st.free > 0; {
		r := st.waiting[i]
		if !u.units[r.unit].(taker).taken(s, r.slot) {
			i++
		}
	}
	return nil
}

// back frees n of what the part holds; what it does not hold is new.
func (u *pool) back(s *sim.State, part, n int32) {
	held := min(int32(s.Attr(u.col, part)), n)
	if held > 0 {
		s.SetAttr(u.col, part, s.Attr(u.col, part)-float64(held))
		s.Add(u.busy, -float64(held))
	}
	st := u.state(s)
	st.free += n
	s.Add(u.free, float64(n))
	if len(st.waiting) > 0 {
		s.Soon(sim.Event{To: u.id, Code: evBack})
	}
}

func (u *pool) signals(l *signalList) {
	l.store("free", Level, unit.One, sim.StoreLevel, u.free)
	l.store("busy", Level, unit.One, sim.StoreLevel, u.busy)
	l.store("taken", Count, unit.One, sim.StoreCount, u.taken)
	l.store("queued", Level, unit.One, sim.StoreLevel, u.queued)
	l.store("requests", Count, unit.One, sim.StoreCount, u.requests)
	l.store("delayed", Count, unit.One, sim.StoreCount, u.delayed)
	if u.requests >= 0 {
		all := []sim.Term{term(sim.StoreCount, u.requests, 1)}
		l.ratio("fill_rate", unit.One, []sim.Term{all[0], term(sim.StoreCount, u.delayed, -1)}, all)
	}
}

// claims are what is taken or given at one place, bound. It is constant; nil is nothing.
type claims struct {
	pools []*pool
	count []int32
}

// claim binds a setting of form Pools once all units stand.
func (c *compiler) claim(i int, key string, r reader) *claims {
	list := r.get(key).Pools
	if len(list) == 0 {
		return nil
	}
	k := &claims{}
	c.atEnd = append(c.atEnd, func() {
		for _, x := range list {
			p, ok := c.bound[x.Asset].(*pool)
			if !ok {
				c.fault(i, key, "name an asset of kind pool", "%s names an asset that is no pool", key)
				return
			}
			k.pools, k.count = append(k.pools, p), append(k.count, int32(x.Count))
		}
	})
	return k
}

// binding is how far the part of a slot has come with what it takes of pools. It is state.
type binding struct {
	begs  bool // the slot stands on the lists of the pools
	holds bool // the part has all of it
}

// bind binds to the part of a slot what it takes, or has it wait, as it does already if it begs; true when the part has
// all of it.
func (k *claims) bind(s *sim.State, b *binding, part int32, r request, l *loop) bool {
	if b.holds || b.begs {
		return b.holds
	}
	b.holds = k.ask(s, part, r)
	if b.begs = !b.holds; b.begs {
		l.later(s, r.unit)
	}
	return b.holds
}

// bindLate binds what the part of a slot has waited for, if all of it is free now, and sends the unit word of it.
func (k *claims) bindLate(s *sim.State, b *binding, part int32, r request) bool {
	if !k.take(s, part) {
		return false
	}
	b.begs, b.holds = false, true
	k.stopWaiting(s, r)
	s.Soon(sim.Event{To: r.unit, Code: evTaken, Arg: int64(r.slot)})
	return true
}

// ask binds all of it to the part of a slot, or puts the slot on the lists of the pools.
func (k *claims) ask(s *sim.State, part int32, r request) bool {
	for i, p := range k.pools {
		if p.requests >= 0 {
			s.Count(p.requests, 1)
			if p.state(s).free < k.count[i] {
				s.Count(p.delayed, 1)
			}
		}
	}
	if k.take(s, part) {
		return true
	}
	k.wait(s, r)
	return false
}

// take binds all of it to the part, or nothing.
func (k *claims) take(s *sim.State, part int32) bool {
	for i, p := range k.pools {
		if p.state(s).free < k.count[i] {
			return false
		}
	}
	for i, p := range k.pools {
		n := float64(k.count[i])
		p.state(s).free -= k.count[i]
		s.Add(p.free, -n)
		s.Add(p.busy, n)
		s.Count(p.taken, int64(k.count[i]))
		s.SetAttr(p.col, part, s.Attr(p.col, part)+n)
	}
	return true
}

// give frees all of it.
func (k *claims) give(s *sim.State, part int32) {
	if k == nil {
		return
	}
	for i, p := range k.pools {
		p.back(s, part, k.count[i])
	}
}

// wait puts a slot on the lists of the pools.
func (k *claims) wait(s *sim.State, r request) {
	for _, p := range k.pools {
		if st := p.state(s); indexOf(st.waiting, r) < 0 {
			st.waiting = append(st.waiting, r)
			p.show(s, st)
		}
	}
}

// stopWaiting takes a slot off the lists.
func (k *claims) stopWaiting(s *sim.State, r request) {
	for _, p := range k.pools {
		st := p.state(s)
		if i := indexOf(st.waiting, r); i >= 0 {
			copy(st.waiting[i:], st.waiting[i+1:])
			st.waiting = st.waiting[:len(st.waiting)-1]
			p.show(s, st)
		}
	}
}

func (u *pool) show(s *sim.State, st *poolState) {
	if u.queued >= 0 {
		s.Set(u.queued, float64(len(st.waiting)))
	}
}

// release gives back all that a part still holds when it leaves the plant.
func (t *totals) release(s *sim.State, part int32) {
	for _, p := range t.pools {
		switch n := int32(s.Attr(p.col, part)); {
		case n > 0 && p.returns:
			p.back(s, part, n)
		case n > 0: // used up
			s.SetAttr(p.col, part, 0)
			s.Add(p.busy, -float64(n))
		}
	}
}

// bare takes what it holds from a copy of a part: the original keeps it.
func (t *totals) bare(s *sim.State, part int32) {
	for _, p := range t.pools {
		s.SetAttr(p.col, part, 0)
	}
}
