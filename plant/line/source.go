package line

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "source",
	About: "Where parts come from: one after the other with a time between them, at a rate that changes over time, or by a list of orders. " +
		"Parts that cannot go on wait at the source; work in process and lead time begin when a part leaves it. " +
		"With shifts, the time between parts passes in open time only, and a part that is made may leave at any time.",
	Example: "coil: {kind: source, every: {dist: exponential, mean: 40 s}, makes: {sedan: 70 %, wagon: rest}, with: {passes: 0}, to: press}",
	Settings: []Setting{
		{Key: "every", Form: Time, Dim: unit.Time, About: "time from one part to the next; 0 s: one is always ready, and the next is made when it leaves"},
		{Key: "rate", Form: RateForm, Dim: unit.PerTime, About: "in place of every: parts come at random (Poisson) at this rate, a quantity or a table of time such as demand(time); its shape stays, so a table that repeats gives days that are alike"},
		{Key: "orders", Form: JobList, About: "in place of every: a list of orders {file, product, quantity, release, due}, columns of a file; release and due are columns of dates or {column, unit} since the start; without quantity each is one part"},
		{Key: "batch", Form: Number, Default: "1", Dim: unit.One, About: "parts that come together; a distribution is rounded to whole parts"},
		{Key: "makes", Form: Makes, Default: "part", About: "the product that its parts are, or shares of products"},
		{Key: "with", Form: Marks, About: "attributes of its parts: a value, an expression, a distribution, a choice, shares of texts, or {column, unit} of the file of orders; read as part.name"},
		{Key: "shifts", Form: Shifts, About: "when parts are made; always if it is left out"},
		takeSetting, giveSetting, toSetting, moveSetting, costSetting(nil, "", partCost, partCarbon), atSetting,
	},
	Signals: []SignalDoc{
		{"done", Count, unit.One, "parts that have left"},
		{"waiting", Level, unit.One, "parts that are made and cannot go on"},
		{"blocked", Level, unit.One, "1 while a part that is made cannot go on"},
		{"products." + productName + ".done", Count, unit.One, "parts of that product that have left"},
		costSignal, carbonSignal, productCosts, productCarbon,
	},
	Commands: []CommandDoc{
		{"stop", "no further part is let go, but one that waits for a place; those that are made stay at the source"},
		{"start", "ends stop"},
	},
	Sends: true,
	bind:  bindSource,
})

// source is the constant part of a source; what every part needs stands first, as in machine.
type source struct {
	id, done         int32
	waiting, blocked int32 // levels, if asked for
	lean             bool  // all its parts are plain and go to one asset, with nothing else to be seen to
	plain            bool  // all its parts are alike and carry nothing
	steady           bool  // every alone says when they come
	always           bool  // every is 0 s
	dated            bool  // some parts are due at some time
	shifts           *Calendar
	give             *claims
	t                *totals
	products         *byProduct
	loop             *loop
	exit             exit
	every            Draw
	p                *Products
	*sourceRest
}

// sourceRest is what only some sources need.
type sourceRest struct {
	name     string
	rate     *Varying
	jobs     *Jobs
	recorded *Product // whose parts are released by a log
	batched  bool     // batch is not 1 always
	batch    Draw
	makes    Draw
	with     []Mark
	take     *claims
	books    *ledger
	line     *loop // of all units
}

type sourceState struct {
	ready int64 // parts made that have not left
	head  int32 // the record of the first of them, made when it first asks
	dest  int32 // where head goes
	turn  int32
	burst int32         // parts that have left at the instant `at`
	at    time.Duration // [ns]
	made  int64         // parts released so far
	job   int32         // order that head stems from
	ofJob int32         // parts of it that have been made
	term  float64       // [s] from the release of head to its due date; NaN if the date is known
	shut  bool          // no part is released
	spent [3]float64    // what head costs: money, nothing, carbon
	binding
}

func bindSource(c *compiler, i int) bound {
	r := c.reader(i)
	u := &source{id: int32(i), every: r.get("every").Draw, shifts: r.get("shifts").Shifts, t: c.totals, waiting: none, blocked: none,
		sourceRest: &sourceRest{name: c.assets[i].Name, batch: r.get("batch").Draw}}
	u.p, u.with = c.products, r.get("with").Marks
	u.rate, u.jobs = r.get("rate").Rate, r.get("orders").Jobs
	u.take, u.give = c.claim(i, "take", r), c.claim(i, "give", r)
	u.makes = r.get("makes").Draw
	if u.makes.Constant() && u.p.List[int(u.makes.value)].Starts != nil {
		u.recorded = &u.p.List[int(u.makes.value)]
	}
	u.plain = u.jobs == nil && u.makes.Constant() && u.makes.value == 0 && u.with == nil && u.p.Due < 0 && u.p.Step < 0 && u.t.costs == nil
	u.dated = u.p.Due >= 0
	u.batched = !u.batch.Constant() || u.batch.value != 1
	u.steady = u.rate == nil && u.jobs == nil && u.recorded == nil && !u.batched
	u.checkWays(c, i)
	u.always = u.recorded == nil && u.rate == nil && u.jobs == nil && u.every.Constant() && u.every.value == 0
	u.done = c.b.Count(u.name, "done")
	if c.b.Asked(u.name+".waiting") != 0 {
		u.waiting = c.b.Level(u.name, "waiting", 0)
	}
	if c.b.Asked(u.name+".blocked") != 0 {
		u.blocked = c.b.Level(u.name, "blocked", 0)
	}
	u.products = newByProduct(c.b, u.name, c.products, "done")
	u.books = c.ledgerOf(i, nil, none, nil, powers{})
	c.exit(i, &u.exit)
	c.atEnd = append(c.atEnd, func() {
		u.checkFlood(c, i)
		u.lean = u.isLean()
	})
	return u
}

// checkWays asks for exactly one way in which parts come.
func (u *source) checkWays(c *compiler, i int) {
	every, given := c.assets[i].Values["every"]
	given = given && every.Set
	n := 0
	for _, is := range []bool{given, u.rate != nil, u.jobs != nil} {
		if is {
			n++
		}
	}
	switch {
	case u.recorded != nil && n > 0:
		c.fault(i, "every", "leave it out", "the product comes from a log, which says when its parts are released")
	case u.recorded == nil && n == 0:
		c.fault(i, "every", "write every: {dist: exponential, mean: 40 s}", "every is missing")
	case n > 1:
		c.fault(i, "every", "leave all but one out", "every, rate and orders exclude each other")
	case u.shifts != nil && (u.rate != nil || u.jobs != nil):
		c.fault(i, "shifts", "write the times into the table or the list", "shifts go with every only")
	}
}

func (u *source) New() any { return &sourceState{head: none, dest: unchosen} }

func (u *source) state(s *sim.State) *sourceState { return s.Units[u.id].(*sourceState) }

func (u *source) Start(s *sim.State) error {
	switch {
	case u.recorded != nil:
		s.Book(u.recorded.start(0), sim.Event{To: u.id, Code: evArrive, Class: sim.End, Arg: 1})
		return nil
	case u.jobs != nil:
		u.startJobs(s)
		return nil
	case !u.always:
		u.bookNext(s)
		return nil
	}
	if at := u.shifts.Next(s.Now); at < sim.Never {
		s.Book(at, sim.Event{To: u.id, Code: evShift, Class: sim.Break})
	}
	s.Book(s.Now, sim.Event{To: u.id, Code: evPass, Class: sim.End}) // when all units have started
	return nil
}

// bookNext books the next arrival.
func (u *source) bookNext(s *sim.State) {
	if !u.steady && u.rate != nil {
		switch at := u.rate.next(s, s.Now.Seconds()); {
		case at != at:
			s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badRate})
		case !math.IsInf(at, 1):
			s.Book(max(ticks(at), s.Now), sim.Event{To: u.id, Code: evArrive, Class: sim.End})
		}
		return
	}
	d := orZero(s, u.id, 0, u.every.Time(s, none))
	at := s.Now + d
	if u.shifts != nil {
		at = u.shifts.After(s.Now, d)
	}
	s.Book(at, sim.Event{To: u.id, Code: evArrive, Class: sim.End})
}

func (u *source) Handle(s *sim.State, e sim.Event) error {
	st := u.state(s)
	switch e.Code {
	case evArrive:
		if u.lean && st.ready == 0 && !st.shut {
			u.arriveLean(s, st)
			break
		}
		u.arrive(s, st, e.Arg)
		if st.head == none {
			u.release(s, st)
			break
		}
		u.exit.more(s)
		if n := st.ready; n >= longQueue && n&(n-1) == 0 {
			u.line.suspect(s, u.id)
		}
	case evRoom, evPass, evTaken:
		u.release(s, st)
	case evShift:
		s.Book(u.shifts.Next(s.Now), sim.Event{To: u.id, Code: evShift, Class: sim.Break})
		if st.head == none {
			u.release(s, st)
		}
	case evStop, evStart:
		if st.shut = e.Code == evStop; st.head == none {
			u.release(s, st)
		}
	case evBad:
		if err := badErrors[e.Arg]; err != nil {
			return err
		}
		return errors.New("every: a time below 0, or not a number, was drawn")
	case evLook:
		if e.Arg == 1 {
			return u.line.lookAll(s, u.id)
		}
		return u.loop.look(s, u.id)
	case evFlood:
		return fmt.Errorf("%d parts left in one instant (every: 0 s needs a next place that fills)", flood)
	}
	if u.blocked >= 0 {
		u.show(s, st)
	}
	return nil
}

// arrive makes parts, and books the next arrival first so that it takes the place of this one in the heap.
func (u *source) arrive(s *sim.State, st *sourceState, arg int64) {
	n := int64(1)
	switch {
	case u.steady:
		u.bookNext(s)
	case u.recorded != nil:
		s.Book(u.recorded.start(arg), sim.Event{To: u.id, Code: evArrive, Class: sim.End, Arg: arg + 1})
	case u.jobs != nil:
		n = int64(u.jobs.List[arg].Count)
	default:
		u.bookNext(s)
		if u.batched {
			x := math.RoundToEven(u.batch.Value(s, none))
			if !(x >= 0 && x < many) {
				s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badBatch})
				x = 0
			}
			n = int64(x)
		}
	}
	st.ready += n
	if u.waiting >= 0 {
		s.Add(u.waiting, float64(n))
	}
}

// enters books that a part of a product comes into the plant.
func (u *source) enters(s *sim.State, part, typ int32) {
	s.Add(u.t.wip, 1)
	u.t.inside(s, typ, 1)
	if u.give != nil {
		u.give.give(s, part)
	}
}

// left books that a part of a product has left.
func (u *source) left(s *sim.State, typ int32) {
	s.Count(u.done, 1)
	if u.products != nil {
		u.products.finished(s, typ)
	}
	if u.books != nil {
		u.books.postAll(s, typ, u.state(s).spent)
	}
}

// release lets parts go as long as they are taken.
func (u *source) release(s *sim.State, st *sourceState) {
	for {
		if st.head == none && !u.next(s, st) {
			return
		}
		if u.take != nil && !u.take.bind(s, &st.binding, st.head, request{u.id, 0}, u.loop) {
			return
		}
		p := s.Part(st.head)
		p.Born, p.Entered = s.Now, s.Now
		if u.dated && st.term == st.term {
			s.SetAttr(u.p.Due, st.head, s.Now.Seconds()+st.term)
		}
		open := u.exit.open(st.dest)
		typ := p.Type
		if open { // before it leaves at once
			u.enters(s, st.head, typ)
		}
		if !u.exit.offer(s, st.head, askerOf(u.id, 0), st.dest) {
			u.loop.soon(s, u.id)
			return
		}
		if !open {
			u.enters(s, st.head, typ)
		}
		u.left(s, typ)
		st.head, st.holds = none, false
		if u.always {
			continue
		}
		st.ready--
		if u.waiting >= 0 {
			s.Add(u.waiting, -1)
		}
	}
}

// taken binds what the head waits for.
func (u *source) taken(s *sim.State, slot int32) bool {
	st := u.state(s)
	return u.take.bindLate(s, &st.binding, st.head, request{u.id, slot})
}

// next makes the record of the next part, if one is ready.
func (u *source) next(s *sim.State, st *sourceState) bool {
	if st.shut {
		return false
	}
	if u.always {
		if !u.shifts.Open(s.Now) || !u.mayBurst(s, st) {
			return false
		}
	} else if st.ready == 0 {
		return false
	}
	st.head = s.NewPart(0)
	s.Part(st.head).Holder = u.id
	if !u.plain {
		u.describe(s, st)
	}
	st.dest = 0
	if u.exit.rule != One {
		st.dest = u.exit.choose(s, st.head, &st.turn)
	}
	s.Ends(u.id, st.head)
	return true
}

// describe gives the head its product, due date, route and attributes.
func (u *source) describe(s *sim.State, st *sourceState) {
	job := none
	due := math.NaN()
	typ := int32(-1)
	if u.jobs != nil {
		j := u.nextJob(st)
		job, typ, due = st.job, j.Product, j.Due
	}
	if typ < 0 { // no order says which
		if x := u.makes.Value(s, st.head); x >= 0 {
			typ = int32(x)
		}
	}
	if int(typ) < 0 || int(typ) >= len(u.p.List) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badMakes})
		typ = 0
	}
	s.Part(st.head).Type = typ
	if u.p.Step >= 0 {
		u.p.begin(s, st.head, st.made)
	}
	st.made++
	if !mark(s, st.head, u.with, job) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badMark})
	}
	if u.books != nil && !u.books.prime(s, st) {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badCost})
	}
	st.term = math.NaN()
	if u.p.Due < 0 {
		return
	}
	if due != due {
		due = math.Inf(1)
		if pr := &u.p.List[typ]; pr.HasDue {
			st.term = pr.Due.Value(s, st.head)
		}
	}
	s.SetAttr(u.p.Due, st.head, due)
}

// show books whether a part stands at the source.
func (u *source) show(s *sim.State, st *sourceState) {
	v := 0.0
	if st.head != none {
		v = 1
	}
	s.Set(u.blocked, v)
}

func (u *source) signals(l *signalList) {
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.store("waiting", Level, unit.One, sim.StoreLevel, u.waiting)
	l.store("blocked", Level, unit.One, sim.StoreLevel, u.blocked)
	u.products.signals(l, "done")
}

// Name is what errors call it.
func (u *source) Name() string { return u.name }

func (u *source) command(name string) (sim.Event, bool) {
	code, ok := map[string]uint16{"stop": evStop, "start": evStart}[name]
	return sim.Event{To: u.id, Code: code, Class: sim.Break}, ok
}
