package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "machine",
	About: "Works on parts, one in each server. A finished part whose next place is full stays in its server and blocks it. " +
		"A failure, hold and missing people interrupt it; at the end of a shift it is finished, unless off: suspend. What is left goes on later.",
	Example: "press: {kind: machine, cycle: 30 s, queue: 2, failures: {die: {after: {dist: exponential, mean: 9 h}, repair: 25 min, needs: fitter}}, " +
		"power: {busy: 38 kW, idle: 6 kW}, to: rack}",
	Settings: []Setting{
		cycleSetting,
		{Key: "servers", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: 1e6, HasMax: true, About: "parts that are worked on at the same time"},
		{Key: "queue", Form: Places, Default: "0", HasMin: true, About: "places in front of the servers, or unlimited"},
		pickSetting, preemptSetting, setupSetting, warmUpSetting,
		{Key: "needs", Form: Needs, Shape: true, About: "people who must be there while a part is worked on: a crew, a skill, or skills with numbers; they leave when the work is interrupted"},
		prioritySetting, urgentSetting,
		blockingSetting, batchSetting, joinsSetting, packsSetting, splitsSetting,
		{Key: "failures", Form: Groups, Shape: true, Sub: failureSettings, About: "modes of failure by name; each takes down every server"},
		maintenanceSetting,
		{Key: "shifts", Form: Shifts, About: "when work begins on parts; always if it is left out"},
		{Key: "off", Form: Text, Default: "finish", Options: []string{"finish", "suspend"}, About: "what happens to a part in process at the end of a shift"},
		{Key: "ideal", Form: Quantity, Dim: unit.Time, HasMin: true, About: "cycle that OEE compares with; the mean of cycle if it is left out"},
		{Key: "power", Form: Group, Sub: powerSettings, About: "electric power of one server by state"},
		costSetting(machineStates, "one server", partCost,
			Setting{Key: "load", Form: Quantity, Dim: unit.Money, HasMin: true, About: "money for each load, or each part without batch, that is worked on"},
			Setting{Key: "changeover", Form: Quantity, Dim: unit.Money, HasMin: true, About: "money for each setup that takes time"}, partCarbon),
		{Key: "mark", Form: Marks, About: "attributes that a part has when the work on it ends, in their order: {passes: part.passes + 1}; 0 or the first text where nothing was given before"},
		takeSetting, giveSetting, toSetting, moveSetting, atSetting,
	},
	Signals: append([]SignalDoc{
		{"busy", Level, unit.One, "share of its servers at work"},
		{"starved", Level, unit.One, "share of its servers without a part"},
		{"blocked", Level, unit.One, "share of its servers with a finished part that cannot go on"},
		{"waiting", Level, unit.One, "share of its servers with a part that waits for people or a vehicle"},
		{"setup", Level, unit.One, "share of its servers in setup"},
		{"down", Level, unit.One, "share of its servers that are down, with or without a part"},
		{"held", Level, unit.One, "share of its servers that are held, or stopped and not at work"},
		{"off_shift", Level, unit.One, "share of its servers that are off shift and not finishing a part"},
		{"up", Level, unit.One, "share of its servers that are not down"},
		{"state", State, unit.One, "the first of down, held, off_shift, waiting, setup, blocked, busy, starved that a server is in"},
		{"parts", Level, unit.One, "parts in its queue and servers"},
		{"queued", Level, unit.One, "parts in its queue"},
		{"wait", Sample, unit.Time, "time from arrival to the beginning of work, by part"},
		{"delayed", Count, unit.One, "parts whose work did not begin as they came"},
		{"service_level", Ratio, unit.One, "share of the parts whose work began as they came"},
		{"setups", Count, unit.One, "changeovers that took time"},
		{"done", Count, unit.One, "parts finished"},
		{"products." + productName + ".done", Count, unit.One, "parts of that product finished"},
		{"products." + productName + ".wait", Sample, unit.Time, "their time from arrival to the beginning of work, by part"},
		{"joined", Count, unit.One, "parts that have become one with another"},
		{"split", Count, unit.One, "parts that have come out of others"},
		{"joins." + joinName + ".queued", Level, unit.One, "parts that wait to be joined"},
		{"scrapped", Count, unit.One, "parts thrown away by a failure or a command"},
		{"power", Level, unit.Power, "electric power of all its servers"},
		{"energy", Count, unit.Energy, "electric energy of all its servers"},
		{"oee", Ratio, unit.One, "parts finished times the ideal cycle, over the time on shift of its servers: availability times performance times quality (S. Nakajima, Introduction to TPM, 1988; ISO 22400-2)"},
		{"availability", Ratio, unit.One, "time at work over the time on shift of its servers"},
		{"performance", Ratio, unit.One, "parts finished and thrown away times the ideal cycle, over the time at work"},
		{"quality", Ratio, unit.One, "parts finished over parts finished and thrown away here"},
		{"step." + stepName, Level, unit.One, "servers in that step of the cycle, at work or interrupted"},
		{"failures." + modeName + ".count", Count, unit.One, "failures of this mode"},
		{"failures." + modeName + ".down", Level, unit.One, "1 while this mode keeps the machine down"},
		{"failures." + modeName + ".mtbf", Ratio, unit.Time, "time that this mode left the machine alone, by failure: the mean time between failures seen"},
		{"failures." + modeName + ".mttr", Ratio, unit.Time, "time that this mode kept the machine down, by failure: the mean time to repair seen, waiting for people and spares with it"},
		{"failures." + modeName + ".age", Present, unit.Time, "what its clock has counted since it was renewed: a time, or a plain number of cycles"},
		{"failures." + modeName + ".spares", Level, unit.One, "spares on the shelf"},
		{"maintenance." + planName + ".count", Count, unit.One, "times that this maintenance was done"},
		{"maintenance." + planName + ".down", Level, unit.One, "1 while this maintenance keeps the machine down"},
		{"maintenance." + planName + ".age", Present, unit.Time, "what its clock has counted since the last: a time, or a plain number of cycles"},
		costSignal, overheadSignal, carbonSignal, productCosts, productEnergy, productCarbon,
	}, bottleneckSignals...),
	Commands: []CommandDoc{
		{"hold", "all stops at once; a part in process stays and goes on later"},
		{"stop", "a part in process is finished, no new one is begun"},
		{"start", "ends hold and stop"},
		{"scrap", "parts in process are thrown away"},
		{"fail." + modeName, "that failure begins now"},
		{"maintain." + planName, "that maintenance is due now"},
	},
	Accepts: true, Sends: true,
	bind: bindMachine,
})

// powerSettings are the power of a server by state, and for all states that are not named.
var powerSettings = func() (out []Setting) {
	for _, n := range append([]string{"idle"}, machineStates...) {
		about := "power while " + n
		if n == "idle" {
			about = "power in every state that is not named; 0 W if it is left out"
		}
		out = append(out, Setting{Key: n, Form: Quantity, Dim: unit.Power, HasMin: true, About: about})
	}
	return out
}()

// The states of a server.
const (
	busy uint8 = iota
	starved
	blocked
	waiting
	setup
	down
	held
	offShift
	stateCount
)

var (
	machineStates = []string{"busy", "starved", "blocked", "waiting", "setup", "down", "held", "off_shift"}
	precedence    = []uint8{down, held, offShift, waiting, setup, blocked, busy, starved}
)

// machine is the constant part of a machine. What every part needs stands first, in few lines of the cache: in a plant of
// thousands of assets it is read from memory each time.
type machine struct {
	id, servers, places       int32 // places of the queue
	lean                      bool  // it takes the short way of lean.go
	lifo                      bool
	suspend                   bool  // the end of a shift interrupts
	extra                     bool  // marks, pools, products or preemption are to be seen to
	done, times, wait, queued int32 // count, states, tally, level
	parts, power              int32 // levels, if asked for; power is metered where only books hear of states
	gather                    *gather
	t                         *totals
	loop                      *loop
	exit                      exit
	shifts                    *Calendar
	cycle                     Draw
	*machineRest
}

// machineRest is what only some machines need, or only at times.
type machineRest struct {
	needs       *demand
	stepNeeds   []*demand // by Step.staff; nil where no step of a route at it names people
	staffed     bool      // some work needs people
	hands       int32     // the most people at a server
	steps       bool      // some step of a route at it says more than where
	sets        bool      // something may stand between two parts
	warm        bool      // it warms up
	pick        *picker   // nil: fifo or lifo
	takes       *claims
	gives       *claims
	fed         bool     // vehicles come here: a place may be promised for a while
	open        int32    // level: 1 while the calendar is open, for the OEE; none if nobody asks
	split       *divide  // its parts come apart
	modes       []mode   // failures, then maintenance
	failures    int      // how many of them are failures
	hazards     bool     // some rate follows physics
	counting    bool     // some mode looks at every cycle
	careful     bool     // the beginning of work may be hindered
	before      reserver // not nil: it keeps a place before work begins
	stages      []Stage  // steps of the cycle; nil for one time
	stageLevels []int32
	wearing     bool // some mode counts busy time
	ideal       float64
	watts       [stateCount]float64 // of one server
	scraps      bool                // something may throw its parts in process away while they wait
	name        string

	scrapped, setups, delayed, begins int32 // counts; delayed and begins if asked for

	p         *Products
	preempt   preempt
	setup     *Setup
	warmUp    Draw
	coldAfter time.Duration // [ns]
	marks     []Mark
	products  *byProduct
	books     *ledger
}

// metered stands in place of the level of power where nobody asks for it, and the states of servers are booked all the same.
const metered int32 = -2

func bindMachine(c *compiler, i int) bound {
	r, a := c.reader(i), &c.assets[i]
	m := &machine{
		id: int32(i), t: c.totals, parts: none, power: none, machineRest: &machineRest{name: a.Name},
		servers: int32(r.get("servers").Num), places: r.places("queue"), lifo: r.get("pick").Text == "lifo",
		cycle: r.get("cycle").Draw, shifts: r.get("shifts").Shifts, suspend: r.get("off").Text == "suspend",
	}
	m.bindParts(c, i, r)
	m.bindPower(r.group("power"))
	m.bindIdeal(c, i, r)
	start := starved
	if !m.shifts.Open(0) {
		start = offShift
	}
	m.times = c.b.Times(m.name, machineStates, int(m.servers), start)
	m.open = none
	if !m.shifts.always() && c.b.Asked(m.name+".oee")|c.b.Asked(m.name+".availability") != 0 {
		open := 0.0
		if m.shifts.Open(0) {
			open = 1
		}
		m.open = c.b.Level(m.name, "open", open)
	}
	m.done, m.scrapped = c.b.Count(m.name, "done"), c.b.Count(m.name, "scrapped")
	m.wait, m.queued = c.b.Tally(m.name, "wait"), c.b.Level(m.name, "queued", 0)
	if c.b.Asked(m.name+".parts") != 0 {
		m.parts = c.b.Level(m.name, "parts", 0)
	}
	if c.b.Asked(m.name+".power") != 0 {
		m.power = c.b.Level(m.name, "power", float64(m.servers)*m.watts[start])
	}
	m.bindBooks(c, i, r)
	m.bindStaff(c, i, r)
	m.bindBefore(c, i, r)
	m.bindStages(c, r)
	m.bindGather(c, i, r)
	m.bindSplit(c, i, r)
	m.bindModes(c, i, r)
	m.books.keepUp(m.modes)
	c.exit(i, &m.exit)
	c.atEnd = append(c.atEnd, func() {
		m.lean = m.isLean()
	})
	return m
}

func (m *machine) bindPower(r reader) {
	idle := 0.0
	if v, ok := r.values["idle"]; ok && v.Set {
		idle = v.Num
	}
	for k, n := range machineStates {
		m.watts[k] = idle
		if v, ok := r.values[n]; ok && v.Set {
			m.watts[k] = v.Num
		}
	}
}

// bindIdeal takes the mean cycle where no ideal is given; where that is not known there is no OEE, shown as 0 ideal time.
func (m *machine) bindIdeal(c *compiler, i int, r reader) {
	if v, ok := r.values["ideal"]; ok && v.Set {
		m.ideal = v.Num
	} else if mean := m.cycle.Mean(); mean >= 0 {
		m.ideal = mean
	}
}

// powerTerms is the power as a sum over the states of the servers; its integral is the energy.
func (m *machine) powerTerms() []sim.Term {
	var out []sim.Term
	for k, w := range m.watts {
		if w != 0 {
			out = append(out, sim.Term{Ref: sim.Ref{Store: sim.StoreTimes, Index: m.times, Sub: int32(k)}, Coef: w})
		}
	}
	return out
}

func (m *machine) signals(l *signalList) {
	l.states(machineStates, precedence, m.times, m.servers)
	var up []sim.Term
	for k := range machineStates {
		ref := sim.Ref{Store: sim.StoreTimes, Index: m.times, Sub: int32(k)}
		if uint8(k) != down {
			up = append(up, sim.Term{Ref: ref, Coef: 1 / float64(m.servers)})
		}
	}
	l.add("up", Level, unit.One, up...)
	l.store("parts", Level, unit.One, sim.StoreLevel, m.parts)
	l.store("queued", Level, unit.One, sim.StoreLevel, m.queued)
	l.store("wait", Sample, unit.Time, sim.StoreTally, m.wait)
	l.store("done", Count, unit.One, sim.StoreCount, m.done)
	l.store("delayed", Count, unit.One, sim.StoreCount, m.delayed)
	if m.delayed >= 0 {
		all := []sim.Term{term(sim.StoreCount, m.begins, 1)}
		l.ratio("service_level", unit.One, []sim.Term{all[0], term(sim.StoreCount, m.delayed, -1)}, all)
	}
	l.store("setups", Count, unit.One, sim.StoreCount, m.setups)
	m.products.signals(l, "done")
	l.store("scrapped", Count, unit.One, sim.StoreCount, m.scrapped)
	m.gatherSignals(l)
	for k := range m.stages {
		l.store("step."+m.stages[k].Name, Level, unit.One, sim.StoreLevel, m.stageLevels[k])
	}
	if m.power >= 0 {
		l.store("power", Level, unit.Power, sim.StoreLevel, m.power)
	} else {
		l.add("power", Level, unit.Power, m.powerTerms()...)
	}
	l.add("energy", Count, unit.Energy, m.powerTerms()...)
	made := []sim.Term{term(sim.StoreCount, m.done, 1)}
	begun := []sim.Term{made[0], term(sim.StoreCount, m.scrapped, 1)}
	atWork := []sim.Term{{Ref: sim.Ref{Store: sim.StoreTimes, Index: m.times, Sub: int32(busy)}, Coef: 1}}
	l.ratio("oee", unit.One, sim.Scaled(made, m.ideal), m.onShift())
	l.ratio("availability", unit.One, atWork, m.onShift())
	l.ratio("performance", unit.One, sim.Scaled(begun, m.ideal), atWork)
	l.ratio("quality", unit.One, made, begun)
	m.modeSignals(l)
}

// onShift is the time of the servers on shift: open time of the calendar, whatever
// the machine was in; all time without shifts.
func (m *machine) onShift() []sim.Term {
	if m.open >= 0 {
		return []sim.Term{term(sim.StoreLevel, m.open, float64(m.servers))}
	}
	return m.allTimes()
}

// allTimes is all time of all servers.
func (m *machine) allTimes() []sim.Term {
	var all []sim.Term
	for k := range machineStates {
		all = append(all, sim.Term{Ref: sim.Ref{Store: sim.StoreTimes, Index: m.times, Sub: int32(k)}, Coef: 1})
	}
	return all
}

func (m *machine) command(name string) (sim.Event, bool) {
	e := sim.Event{To: m.id, Class: sim.Break}
	switch name {
	case "hold":
		e.Code = evHold
	case "stop":
		e.Code = evStop
	case "start":
		e.Code = evStart
	case "scrap":
		e.Code = evScrap
	default:
		for k := range m.modes {
			if !m.modes[k].planned && name == "fail."+m.modes[k].name {
				m.modes[k].called = true
				e.Code, e.Arg = evFailNow, int64(k)
				return e, true
			}
			if m.modes[k].planned && name == "maintain."+m.modes[k].name {
				e.Code, e.Arg = evDue, int64(k)
				return e, true
			}
		}
		return sim.Event{}, false
	}
	return e, true
}

// Name is what errors call it.
func (m *machine) Name() string { return m.name }
