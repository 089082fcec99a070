package line

import (
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var batterySettings = []Setting{
	{Key: "capacity", Form: Quantity, Dim: unit.Energy, Required: true, HasMin: true, Open: true, About: "energy that a full battery holds"},
	{Key: "driving", Form: Quantity, Dim: unit.Power, Required: true, HasMin: true, About: "power while it drives"},
	{Key: "standing", Form: Quantity, Dim: unit.Power, Default: "0 W", HasMin: true, About: "power in every other state but charging"},
	{Key: "low", Form: Quantity, Dim: unit.One, Default: "20 %", HasMin: true, Max: 1, HasMax: true, About: "a vehicle that is free and has this charge or less goes to the charger; one that runs empty ends the run with an error"},
	{Key: "until", Form: Quantity, Dim: unit.One, Default: "100 %", HasMin: true, Open: true, Max: 1, HasMax: true, About: "charge at which it leaves the charger"},
	{Key: "charger", Form: Quantity, Dim: unit.Power, Required: true, HasMin: true, Open: true, About: "power at which it is charged; there is a charger for each vehicle"},
	{Key: "at", Form: Position, Dim: unit.Length, Required: true, About: "place of its charger"},
}

// battery is the constant part of the batteries of a fleet.
type battery struct {
	capacity                   float64 // [J]
	driving, standing, charger float64 // [W]
	low, until                 float64 // [J]
	at                         [2]float64
	place                      int32
}

func (u *fleet) bindBattery(c *compiler, i int, r reader) {
	full := r.get("capacity").Num
	b := &battery{
		capacity: full, driving: r.get("driving").Num, standing: r.get("standing").Num, charger: r.get("charger").Num,
		low: r.get("low").Num * full, until: r.get("until").Num * full, at: r.get("at").Points[0],
	}
	if b.until <= b.low {
		c.fault(i, "battery.until", "charge to more than low", "a vehicle would leave the charger with a charge that sends it there")
	}
	u.battery = b
}

// drain books what a vehicle has used, or charged, since that was last done; a battery that is empty ends the run.
func (u *fleet) drain(s *sim.State, st *fleetState, i int32) {
	b, v := u.battery, &st.vehicles[i]
	if b == nil {
		return
	}
	watts := -b.use(v.state)
	if v.state == vCharging {
		watts = b.charger
		u.buy(s, v)
	}
	by := float64(watts * seconds(s.Now-v.since))
	v.since = s.Now
	v.energy = min(v.energy+by, b.capacity)
	if v.energy < 0 {
		s.Soon(sim.Event{To: u.id, Code: evBad, Arg: badBattery + int64(i)})
	}
	st.energy = 0
	for k := range st.vehicles {
		st.energy += st.vehicles[k].energy
	}
	s.Set(u.charge, st.energy/float64(b.capacity*float64(u.count)))
}

// use is the power that a vehicle takes from its battery in a state [W].
func (b *battery) use(state uint8) float64 {
	switch state {
	case vLoaded, vEmpty:
		return b.driving
	case vCharging:
		return 0
	}
	return b.standing
}

// buy gives the energy in a battery the mean price of what was there and what has been charged since that was last done: what a
// stock is worth by its weighted average. Using some of it leaves that as it is.
func (u *fleet) buy(s *sim.State, v *vehicle) {
	by := float64(u.battery.charger * seconds(s.Now-v.since))
	if u.books == nil || by == 0 {
		return
	}
	mean := func(c *Course, before float64) float64 {
		if c == nil {
			return 0
		}
		paid := float64(u.battery.charger * c.between(seconds(v.since), seconds(s.Now)) * kWh)
		return (float64(v.energy*before) + paid) / (v.energy + by)
	}
	v.paid = worth{mean(u.books.k.Energy, v.paid.price), mean(u.books.k.Carbon, v.paid.carbon)}
}

// bought is what the energy is worth that vehicles have at the start: as if it had been charged just then.
func (u *fleet) bought() (x worth) {
	if u.books == nil {
		return x
	}
	if c := u.books.k.Energy; c != nil {
		x.price = c.at(0) * kWh
	}
	if c := u.books.k.Carbon; c != nil {
		x.carbon = c.at(0) * kWh
	}
	return x
}

// tired reports whether a vehicle goes to the charger now.
func (u *fleet) tired(v *vehicle) bool { return u.battery != nil && v.energy <= u.battery.low }

// watch books when the charge of a vehicle that stands without work will be low, and takes that back when it gets work.
func (u *fleet) watch(s *sim.State, v *vehicle, i int32) {
	b := u.battery
	if b == nil || b.standing == 0 {
		return
	}
	s.Cancel(v.low)
	v.low = sim.Ticket{}
	if left := v.energy - b.low; (v.state == vIdle || v.state == vOff) && left > 0 {
		v.low = s.Book(s.Now+ticks(left/b.standing), sim.Event{To: u.id, Code: evLow, Class: sim.End, Arg: int64(i)})
	}
}

// plug begins to charge.
func (u *fleet) plug(s *sim.State, st *fleetState, i int32) {
	v := &st.vehicles[i]
	u.turn(s, st, i, vCharging)
	missing := max(0, u.battery.until-v.energy)
	u.book(s, v, max(ticks(missing/u.battery.charger), time.Duration(1)), evCharged, int64(i))
}

// powerTerms is the power drawn at the chargers.
func (u *fleet) powerTerms() []sim.Term {
	if u.battery == nil {
		return nil
	}
	return []sim.Term{{Ref: sim.Ref{Store: sim.StoreTimes, Index: u.times, Sub: int32(vCharging)}, Coef: u.battery.charger}}
}
