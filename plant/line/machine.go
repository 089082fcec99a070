package line

import (
	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "machine",
	About: "Works on parts, one in each server. A finished part whose next place is full stays in its server and blocks it. " +
		"Failures, hold, the end of a shift and missing people interrupt it; see the package for their order.",
	Example: "press: {kind: machine, cycle: 30 s, queue: 2, failures: {die: {after: {dist: exponential, mean: 9 h}, repair: 25 min, needs: fitter}}, " +
		"power: {busy: 38 kW, idle: 6 kW}, to: rack}",
	Settings: []Setting{
		{Key: "cycle", Form: Time, Dim: unit.Time, Required: true, About: "time that a part is worked on"},
		{Key: "servers", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: 1e6, HasMax: true, About: "parts that are worked on at the same time"},
		{Key: "queue", Form: Places, Default: "0", HasMin: true, About: "places in front of the servers, or unlimited"},
		pickSetting,
		{Key: "needs", Form: Needs, Shape: true, About: "people who must be there while a part is worked on: a crew, a skill, or skills with numbers; they leave when the work is interrupted"},
		{Key: "failures", Form: Groups, Shape: true, Sub: failureSettings, About: "modes of failure by name; each takes down every server"},
		{Key: "shifts", Form: Shifts, About: "when work begins on parts; always if it is left out"},
		{Key: "off", Form: Text, Default: "finish", Options: []string{"finish", "suspend"}, About: "what happens to a part in process at the end of a shift"},
		{Key: "ideal", Form: Quantity, Dim: unit.Time, HasMin: true, About: "cycle that OEE compares with; the mean of cycle if it is left out"},
		{Key: "power", Form: Group, Sub: powerSettings, About: "electric power of one server by state"},
		toSetting, atSetting,
	},
	Later: []string{"setup", "batch", "joins", "mark", "maintenance", "move", "take", "give"},
	Signals: []SignalDoc{
		{"busy", Level, unit.One, "share of its servers at work"},
		{"starved", Level, unit.One, "share of its servers without a part"},
		{"blocked", Level, unit.One, "share of its servers with a finished part that cannot go on"},
		{"waiting", Level, unit.One, "share of its servers with a part that waits for people"},
		{"setup", Level, unit.One, "share of its servers in setup"},
		{"down", Level, unit.One, "share of its servers that are down, with or without a part"},
		{"held", Level, unit.One, "share of its servers that are held, or stopped and not at work"},
		{"off_shift", Level, unit.One, "share of its servers that are off shift and not finishing a part"},
		{"up", Level, unit.One, "share of its servers that are not down"},
		{"state", State, unit.One, "the first of down, held, off_shift, waiting, setup, blocked, busy, starved that a server is in"},
		{"parts", Level, unit.One, "parts in its queue and servers"},
		{"queued", Level, unit.One, "parts in its queue"},
		{"wait", Sample, unit.Time, "time from arrival to the beginning of work, by part"},
		{"done", Count, unit.One, "parts finished"},
		{"scrapped", Count, unit.One, "parts thrown away by a failure or a command"},
		{"power", Level, unit.Power, "electric power of all its servers"},
		{"energy", Count, unit.Energy, "electric energy of all its servers"},
		{"oee", Ratio, unit.One, "parts finished times the ideal cycle, over the time on shift of its servers"},
		{"failures." + modeName + ".count", Count, unit.One, "failures of this mode"},
		{"failures." + modeName + ".down", Level, unit.One, "1 while this mode keeps the machine down"},
	},
	Commands: []CommandDoc{
		{"hold", "all stops at once; a part in process stays and goes on later"},
		{"stop", "a part in process is finished, no new one is begun"},
		{"start", "ends hold and stop"},
		{"scrap", "parts in process are thrown away"},
		{"fail." + modeName, "that failure begins now"},
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

// machine is the constant part of a machine.
type machine struct {
	id, servers int32
	places      int32 // of the queue
	lifo        bool
	suspend     bool // the end of a shift interrupts
	needs       *demand
	cycle       Draw
	exit        exit
	shifts      *Calendar
	modes       []mode
	wearing     bool // some mode counts busy time
	ideal       float64
	watts       [stateCount]float64 // of one server
	loop        *loop
	units       []bound // all of the line
	name        string
	t           *totals

	times, done, scrapped, wait, queued int32
	parts, power                        int32 // levels, if asked for
}

func bindMachine(c *compiler, i int) bound {
	r, a := c.reader(i), &c.assets[i]
	m := &machine{
		id: int32(i), name: a.Name, t: c.totals, parts: none, power: none,
		servers: int32(r.get("servers").Num), places: r.places("queue"), lifo: r.get("pick").Text == "lifo",
		cycle: r.get("cycle").Draw, shifts: r.get("shifts").Shifts, suspend: r.get("off").Text == "suspend",
	}
	m.bindPower(r.group("power"))
	m.bindIdeal(c, i, r)
	start := starved
	if !m.shifts.Open(0) {
		start = offShift
	}
	m.times = c.b.Times(m.name, machineStates, int(m.servers), start)
	m.done, m.scrapped = c.b.Count(m.name, "done"), c.b.Count(m.name, "scrapped")
	m.wait, m.queued = c.b.Tally(m.name, "wait"), c.b.Level(m.name, "queued", 0)
	if c.b.Asked(m.name+".parts") != 0 {
		m.parts = c.b.Level(m.name, "parts", 0)
	}
	if c.b.Asked(m.name+".power") != 0 {
		m.power = c.b.Level(m.name, "power", float64(m.servers)*m.watts[start])
	}
	if n := r.get("needs").Needs; len(n) > 0 {
		m.needs = &demand{size: handCount(n)}
		c.hire(i, "needs", n, m.needs)
	}
	for _, f := range r.get("failures").Groups {
		m.bindMode(c, i, f)
	}
	if len(m.modes) > maxModes {
		c.fault(i, "failures", "join some of them", "a machine has at most %d modes of failure", maxModes)
	}
	c.exit(i, &m.exit)
	c.atEnd = append(c.atEnd, func() { m.units = c.bound })
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
	var up, onShift []sim.Term
	for k := range machineStates {
		ref := sim.Ref{Store: sim.StoreTimes, Index: m.times, Sub: int32(k)}
		if uint8(k) != down {
			up = append(up, sim.Term{Ref: ref, Coef: 1 / float64(m.servers)})
		}
		if uint8(k) != offShift {
			onShift = append(onShift, sim.Term{Ref: ref, Coef: 1})
		}
	}
	l.add("up", Level, unit.One, up...)
	l.store("parts", Level, unit.One, sim.StoreLevel, m.parts)
	l.store("queued", Level, unit.One, sim.StoreLevel, m.queued)
	l.store("wait", Sample, unit.Time, sim.StoreTally, m.wait)
	l.store("done", Count, unit.One, sim.StoreCount, m.done)
	l.store("scrapped", Count, unit.One, sim.StoreCount, m.scrapped)
	if m.power >= 0 {
		l.store("power", Level, unit.Power, sim.StoreLevel, m.power)
	} else {
		l.add("power", Level, unit.Power, m.powerTerms()...)
	}
	l.add("energy", Count, unit.Energy, m.powerTerms()...)
	l.line.Signals = append(l.line.Signals, Signal{
		Asset: l.asset, Name: "oee", Sort: Ratio, Terms: []sim.Term{term(sim.StoreCount, m.done, m.ideal)}, Per: onShift,
	})
	for k := range m.modes {
		f := &m.modes[k]
		l.store("failures."+f.name+".count", Count, unit.One, sim.StoreCount, f.count)
		l.store("failures."+f.name+".down", Level, unit.One, sim.StoreLevel, f.downs)
	}
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
			if name == "fail."+m.modes[k].name {
				e.Code, e.Arg = evFailNow, int64(k)
				return e, true
			}
		}
		return sim.Event{}, false
	}
	return e, true
}

// Name is what errors call it.
func (m *machine) Name() string { return m.name }
