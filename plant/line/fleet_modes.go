package line

import (
	"fmt"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

// vehicleCounts is the clock of a failure or of maintenance of a vehicle.
var vehicleCounts = Setting{Key: "counts", Form: Text, Default: "busy", Options: []string{"busy", "clock", "cycles"}, Shape: true,
	About: "what the time counts, for each vehicle by itself: while it drives, loads or unloads, always, or parts delivered (then it is a plain number)"}

var (
	vehicleFailures = Setting{Key: "failures", Form: Groups, Shape: true, Sub: []Setting{
		{Key: "after", Form: Time, Dim: unit.Time, Counted: true, Required: true, About: "time from the start, or from a repair, to the failure of a vehicle; a plain number with counts: cycles"},
		vehicleCounts,
		{Key: "repair", Form: Time, Dim: unit.Time, Required: true, About: "time that the repair takes once its people and its spare are there"},
		{Key: "needs", Form: Needs, Shape: true, About: "people who repair"},
		prioritySetting, urgentSetting, upkeepCost,
		{Key: "spares", Form: Group, Sub: spareSettings, Shape: true, About: "spare parts of the fleet, one for each repair, which waits where there is none"},
	}, About: "modes of failure by name, of each vehicle by itself. It stands where it is, in the way of others on a network, keeps what it carries, and goes on after the repair; a call that it was on the way to goes to another vehicle"}
	vehiclePlans = Setting{Key: "maintenance", Form: Groups, Shape: true, Sub: []Setting{
		{Key: "every", Form: Time, Dim: unit.Time, Counted: true, Required: true, About: "time from the start, or from the end of the last, until it is due; a plain number with counts: cycles"},
		vehicleCounts,
		{Key: "takes", Form: Time, Dim: unit.Time, Required: true, About: "time that it takes once its people are there"},
		{Key: "needs", Form: Needs, Shape: true, About: "people who do it; the vehicle works on until they are free at a time when it has nothing to carry"},
		prioritySetting, upkeepCost,
		{Key: "renews", Form: Texts, Shape: true, About: "failures and other maintenance of the vehicle whose clock begins anew"},
	}, About: "planned work on each vehicle by name, done where it stands once it has carried what it has on board or was called for"}
	vehicleShifts = Setting{Key: "shifts", Form: Shifts, About: "when calls are answered; at the end of a shift what is under way is carried to its goal. Always if it is left out"}
)

// bindModes binds failures and maintenance.
func (u *fleet) bindModes(c *compiler, i int, r reader) {
	names := map[string]int{}
	for _, g := range r.get("failures").Groups {
		f := u.bindMode(c, i, reader{g.Values, vehicleFailures.Sub}, g.Name, "failures.", "after", "repair")
		if x := (reader{g.Values, vehicleFailures.Sub}).group("spares"); len(x.values) > 0 {
			f.spares = &spares{stock: int32(x.get("stock").Num), lot: int32(x.get("lot").Num), lead: x.get("lead").Draw}
			f.spares.level = c.b.Level(u.name, "failures."+g.Name+".spares", float64(f.spares.stock))
			if f.spares.lot > f.spares.stock {
				c.fault(i, "failures."+g.Name+".spares.lot", "order at most the stock", "a lot of %d is more than the stock of %d", f.spares.lot, f.spares.stock)
			}
		}
		names[g.Name] = len(u.modes)
		u.modes = append(u.modes, f)
	}
	plans := r.get("maintenance").Groups
	for _, g := range plans {
		f := u.bindMode(c, i, reader{g.Values, vehiclePlans.Sub}, g.Name, "maintenance.", "every", "takes")
		f.planned = true
		names[g.Name] = len(u.modes)
		u.modes = append(u.modes, f)
	}
	for _, g := range plans {
		f := &u.modes[names[g.Name]]
		for _, n := range (reader{g.Values, vehiclePlans.Sub}).get("renews").Texts {
			k, ok := names[n]
			if !ok {
				c.fault(i, "maintenance."+g.Name+".renews", "name failures or maintenance of the fleet", "there is no failure or maintenance %q", n)
			} else if k != names[g.Name] {
				f.renews = append(f.renews, k)
			}
		}
	}
}

func (u *fleet) bindMode(c *compiler, i int, r reader, name, section, after, takes string) mode {
	f := mode{name: name, cost: r.get("cost").Num, after: r.get(after).Draw, repair: r.get(takes).Draw}
	path := section + name
	switch r.get("counts").Text {
	case "clock":
		f.counts = allTime
	case "cycles":
		f.counts = cycles
	}
	if f.after.Constant() && f.after.value == 0 {
		c.fault(i, path+"."+after, "give more than 0", "it would come again and again in one instant")
	}
	f.count, f.downs = c.b.Count(u.name, path+".count"), c.b.Level(u.name, path+".down", 0)
	if n := r.get("needs").Needs; len(n) > 0 {
		f.needs = &demand{size: handCount(n), priority: r.get("priority").Num, urgent: r.get("urgent").On}
		c.hire(i, path+".needs", n, f.needs)
	}
	return f
}

func (u *fleet) modePath(k int) string {
	if u.modes[k].planned {
		return "maintenance." + u.modes[k].name
	}
	return "failures." + u.modes[k].name
}

func (u *fleet) modeSignals(l *signalList) {
	for k := range u.modes {
		f, path := &u.modes[k], u.modePath(k)
		l.store(path+".count", Count, unit.One, sim.StoreCount, f.count)
		l.store(path+".down", Level, unit.One, sim.StoreLevel, f.downs)
		if f.planned {
			continue
		}
		var up []sim.Term
		for j := range vehicleStates {
			up = append(up, sim.Term{Ref: sim.Ref{Store: sim.StoreTimes, Index: u.times, Sub: int32(j)}, Coef: 1})
		}
		count := []sim.Term{term(sim.StoreCount, f.count, 1)}
		l.ratio(path+".mtbf", unit.Time, append(up, term(sim.StoreLevel, f.downs, -1)), count)
		l.ratio(path+".mttr", unit.Time, []sim.Term{term(sim.StoreLevel, f.downs, 1)}, count)
		if f.spares != nil {
			l.store(path+".spares", Level, unit.One, sim.StoreLevel, f.spares.level)
		}
	}
}

func (u *fleet) command(name string) (sim.Event, bool) {
	e := sim.Event{To: u.id, Class: sim.Break}
	switch name {
	case "stop":
		e.Code = evStop
		return e, true
	case "start":
		e.Code = evStart
		return e, true
	}
	for k := range u.modes {
		if !u.modes[k].planned && name == "fail."+u.modes[k].name {
			u.modes[k].called = true
			e.Code, e.Arg = evFailNow, int64(k)
			return e, true
		}
	}
	return sim.Event{}, false
}

// badMode is the first purpose of a Bad event for the draws of modes: badMode - 3k, and the next two below it, are for the
// time to the failure, the repair and the lead time of mode k.
const badMode int64 = -16

func (u *fleet) badMode(purpose int64) error {
	k := (badMode - purpose) / badModes
	what := [...]string{".after", ".repair", ".spares.lead"}
	if u.modes[k].planned {
		what = [...]string{".every", ".takes", ""}
	}
	return fmt.Errorf("%s%s: a time below 0, or not a number, was drawn", u.modePath(int(k)), what[(badMode-purpose)%badModes])
}

// drawn is a time of mode k, 0 where it is none and the run is about to fail.
func (u *fleet) drawn(s *sim.State, k int, which int64, d *Draw) time.Duration {
	return orZero(s, u.id, badMode-badModes*int64(k)-which, d.Time(s, none))
}
