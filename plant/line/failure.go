package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// countsSetting is the clock of a failure or of maintenance.
var countsSetting = Setting{Key: "counts", Form: Text, Default: "busy", Options: []string{"busy", "clock", "cycles"}, Shape: true,
	About: "what the time counts: only while servers work (at the rate of their share), always, or cycles finished (then it is a plain number). " +
		"A failure by cycles comes as the next part is begun"}

// spareSettings are the stock of spare parts of a mode.
var spareSettings = []Setting{
	{Key: "stock", Form: Integer, Required: true, Shape: true, Min: 1, HasMin: true, Max: 1e6, HasMax: true, About: "spares on the shelf at the start, and the most that are ordered up to"},
	{Key: "lead", Form: Time, Dim: unit.Time, Required: true, About: "time from an order to its arrival"},
	{Key: "lot", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: 1e6, HasMax: true, About: "spares in an order; it is placed as soon as so many are missing from the stock"},
}

// failureSettings are those of one mode of failure.
var failureSettings = []Setting{
	{Key: "after", Form: Time, Dim: unit.Time, Counted: true, Hazard: true, Required: true, About: "time from the start, or from a repair, to the failure; a plain number of cycles with counts: cycles; or hazard(rate), a failure rate that follows physics, such as hazard(1e-6 1/s * exp((oil.T - 40 degC)/8 K))"},
	countsSetting,
	{Key: "repair", Form: Time, Dim: unit.Time, Required: true, About: "time that the repair takes once its people and its spare are there"},
	{Key: "needs", Form: Needs, Shape: true, About: "people who repair"},
	prioritySetting, urgentSetting,
	{Key: "spares", Form: Group, Sub: spareSettings, Shape: true, About: "spare parts, one for each repair, which waits where there is none"},
	upkeepCost,
	{Key: "renews", Form: Texts, Shape: true, About: "modes and maintenance whose clock begins anew with the repair: names, or none for a minimal repair, after which it is as old as it was; left out, the mode itself"},
	{Key: "part", Form: Text, Default: "resume", Options: []string{"resume", "restart", "scrap"}, About: "what becomes of parts in process: they go on, begin again with the same time, or are thrown away"},
}

// clockKind is what a mode counts.
type clockKind uint8

const (
	busyTime clockKind = iota
	allTime
	cycles
)

// mode is the constant part of a mode of failure, or of maintenance.
type mode struct {
	name          string
	after, repair Draw
	counts        clockKind
	planned       bool // maintenance
	called        bool // a failure that a rule may begin
	part          partPolicy
	needs         *demand
	renews        []int  // modes whose clock begins anew
	minimal       bool   // its own clock does not
	never         bool   // planned by a condition alone
	watch         *Watch // of maintenance by condition
	spares        *spares
	cost          float64 // [money] each time
	hazard        *Hazard // the rate follows physics
	count, downs  int32
}

type partPolicy uint8

const (
	resume partPolicy = iota
	restart
	discard
)

// spares are the stock of a mode. It is constant.
type spares struct {
	stock, lot int32
	lead       Draw
	level      int32
}

// modeState is what changes of a mode of failure.
type modeState struct {
	left      time.Duration // busy time left until it fails, times the number of servers, as of machineState.since
	full      time.Duration // left when it was drawn, in ticks of its clock (not times the servers)
	base      time.Duration // age when it was drawn [ns of its clock]
	born      time.Duration // when it was drawn
	worn      float64       // cycles since it was renewed
	limit     float64       // cycles with which it fails
	down      bool
	due       bool // maintenance that has not begun yet
	booked    bool // a Fail is booked
	asks      bool
	crewed    bool
	lacks     bool // the repair waits for a spare
	fitted    bool // the spare is there
	repairing bool
	shelf     int32 // spares
	coming    int32 // spares ordered
	hands     []int32
	ticket    sim.Ticket
}

// renewed are the names in `renews`, resolved when all modes stand.
type renewed struct {
	mode  int
	key   string
	names []string
}

func (m *machine) bindModes(c *compiler, i int, r reader) {
	var list []renewed
	for _, g := range r.get("failures").Groups {
		f := m.bindMode(c, i, reader{g.Values, failureSettings}, "failures."+g.Name, "after")
		f.name = g.Name
		m.bindFailure(c, i, f, reader{g.Values, failureSettings})
		v := reader{g.Values, failureSettings}.get("renews")
		if !v.Set {
			v.Texts = []string{g.Name}
		}
		list = append(list, renewed{len(m.modes), "failures." + g.Name + ".renews", v.Texts})
		m.modes = append(m.modes, *f)
	}
	m.failures = len(m.modes)
	for _, g := range r.get("maintenance").Groups {
		f := m.bindPlan(c, i, g)
		list = append(list, renewed{len(m.modes), "maintenance." + g.Name + ".renews", reader{g.Values, planSettings}.get("renews").Texts})
		m.modes = append(m.modes, *f)
	}
	for _, x := range list {
		m.bindRenews(c, i, x)
	}
	if len(m.modes) > maxModes {
		c.fault(i, "failures", "join some of them", "a machine has at most %d modes of failure and maintenance", maxModes)
	}
}

// bindMode reads what failures and maintenance have in common.
func (m *machine) bindMode(c *compiler, i int, r reader, path, after string) *mode {
	f := &mode{after: r.get(after).Draw}
	switch r.get("counts").Text {
	case "clock":
		f.counts = allTime
	case "cycles":
		f.counts = cycles
		m.counting, m.careful = true, true
	default:
		m.wearing = true
	}
	if f.hazard = r.values[after].Hazard; f.hazard != nil {
		m.hazards = true
		f.hazard.Rise = sim.Event{To: m.id, Code: evFail, Class: sim.Break, Arg: int64(len(m.modes))}
		if f.counts == cycles {
			c.fault(i, path+".counts", "count busy time or clock time", "a hazard is a rate by time, not by cycles")
		}
	} else if f.after.Constant() && f.after.value == 0 && r.values[after].Set {
		c.fault(i, path+"."+after, "give more than 0", "it would come again and again in one instant")
	}
	f.cost = r.get("cost").Num
	f.count = c.b.Count(m.name, path+".count")
	f.downs = c.b.Level(m.name, path+".down", 0)
	if n := r.get("needs").Needs; len(n) > 0 {
		f.needs = &demand{size: handCount(n), priority: r.get("priority").Num, urgent: r.get("urgent").On}
		c.hire(i, path+".needs", n, f.needs)
	}
	return f
}

func (m *machine) bindFailure(c *compiler, i int, f *mode, r reader) {
	f.repair = r.get("repair").Draw
	switch r.get("part").Text {
	case "restart":
		f.part = restart
	case "scrap":
		f.part = discard
	}
	g := r.group("spares")
	if len(g.values) == 0 {
		return
	}
	f.spares = &spares{stock: int32(g.get("stock").Num), lot: int32(g.get("lot").Num), lead: g.get("lead").Draw}
	f.spares.level = c.b.Level(m.name, "failures."+f.name+".spares", float64(f.spares.stock))
	if f.spares.lot > f.spares.stock {
		c.fault(i, "failures."+f.name+".spares.lot", "order at most the stock", "a lot of %d is more than the stock of %d", f.spares.lot, f.spares.stock)
	}
}

// bindRenews resolves the names of the clocks that begin anew at the end of a repair or of maintenance. Maintenance
// always renews its own.
func (m *machine) bindRenews(c *compiler, i int, x renewed) {
	f := &m.modes[x.mode]
	f.minimal = !f.planned
	for _, n := range x.names {
		found := n == "none" && len(x.names) == 1
		for k := range m.modes {
			switch {
			case m.modes[k].name != n:
				continue
			case k == x.mode:
				f.minimal = false
			default:
				f.renews = append(f.renews, k)
			}
			found = true
		}
		if !found {
			c.fault(i, x.key, "name failures or maintenance of the machine, or none", "there is no failure or maintenance %q", n)
		}
	}
	if f.minimal && f.hazard == nil && f.after.form != drawRandom && f.after.form != drawFixed {
		c.fault(i, x.key, "give after as a distribution", "a minimal repair needs a distribution of the time to failure")
	}
}

func (f *mode) fresh() modeState {
	var fs modeState
	if f.needs != nil {
		fs.hands = make([]int32, f.needs.size)
	}
	if f.spares != nil {
		fs.shelf = f.spares.stock
	}
	return fs
}
