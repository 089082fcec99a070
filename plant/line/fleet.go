package line

import (
	"math"
	"time"

	"github.com/plantwin/plantwin/internal/unit"
	"github.com/plantwin/plantwin/sim"
)

var _ = register(&Kind{
	Name: "fleet",
	About: "Vehicles that carry parts: assets name it in `move`. Forklifts, AGVs and tuggers on a network; straight across the floor also cranes, robots and people who carry by hand. " +
		"A finished part asks for a place at the next asset first; when that is promised it asks for a vehicle. The vehicle comes from where it stands, loads, and only then is the sender free; " +
		"the place is kept until it arrives (a machine that joins or batches parts keeps none: there the vehicle waits at the door). A vehicle with places left takes further parts that are ready where it stops, " +
		"and unloads at the nearest goal first. Distances follow from where the assets stand.",
	Example: "agv: {kind: fleet, count: 3, via: lanes, speed: 1.2 m/s, load: 12 s, unload: 12 s, battery: {capacity: 2 kWh, driving: 500 W, charger: 3 kW, at: [0 m, 5 m]}}",
	Settings: []Setting{
		{Key: "count", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: 1e5, HasMax: true, About: "vehicles"},
		{Key: "speed", Form: Quantity, Dim: unit.Speed, Required: true, HasMin: true, Open: true, About: "speed, loaded and empty"},
		{Key: "cross", Form: Quantity, Dim: unit.Speed, HasMin: true, Open: true, About: "speed along y of a crane that moves along both axes at once, speed being that along x; if it is left out speed holds in every direction"},
		{Key: "acceleration", Form: Quantity, Dim: unit.Speed.Div(unit.Time), HasMin: true, Open: true, About: "acceleration and braking; at once if it is left out"},
		{Key: "via", Form: Text, Default: "straight", Shape: true, About: "the network that it travels on, or straight across the floor"},
		{Key: "capacity", Form: Integer, Default: "1", Shape: true, Min: 1, HasMin: true, Max: 1e5, HasMax: true, About: "parts that a vehicle carries"},
		{Key: "load", Form: Time, Dim: unit.Time, Default: "0 s", About: "time to load a part"},
		{Key: "unload", Form: Time, Dim: unit.Time, Default: "0 s", About: "time to unload a part"},
		{Key: "dispatch", Form: Text, Default: "fifo", Options: []string{"fifo", "nearest"}, About: "which part a vehicle that becomes free fetches: the one that has waited longest, or the nearest; a part that finds several vehicles free takes the nearest"},
		{Key: "park", Form: Text, About: "asset or node to which a vehicle without work goes; it stays where it is if this is left out"},
		{Key: "needs", Form: Needs, Shape: true, About: "people who drive a vehicle: bound from the call until it is free again"},
		prioritySetting, vehicleShifts, vehicleFailures, vehiclePlans,
		costSetting(vehicleStates, "one vehicle", partCost, partCarbon),
		{Key: "battery", Form: Group, Shape: true, Sub: batterySettings, About: "energy that a vehicle carries; without end if it is left out"},
		{Key: "at", Form: Position, Dim: unit.Length, About: "where its vehicles stand at the start; where they park, or else at the first asset that they serve, if it is left out"},
	},
	Signals: append([]SignalDoc{
		{"busy", Level, unit.One, "share of its vehicles that load, carry or unload"},
		{"loaded", Level, unit.One, "share of its vehicles that drive with parts"},
		{"empty", Level, unit.One, "share of its vehicles that drive without parts"},
		{"loading", Level, unit.One, "share of its vehicles that load"},
		{"unloading", Level, unit.One, "share of its vehicles that unload"},
		{"waiting", Level, unit.One, "share of its vehicles that wait: for an aisle, for a place at the goal, or for a driver"},
		{"charging", Level, unit.One, "share of its vehicles at the charger"},
		{"idle", Level, unit.One, "share of its vehicles that stand without work"},
		{"down", Level, unit.One, "share of its vehicles that are down, or in maintenance"},
		{"off_shift", Level, unit.One, "share of its vehicles that stand without work off shift, or stopped"},
		{"state", State, unit.One, "the first of loaded, loading, unloading, empty, waiting, charging, down, idle, off_shift that a vehicle is in"},
		{"failures." + modeName + ".count", Count, unit.One, "failures of this mode, of all vehicles"},
		{"failures." + modeName + ".down", Level, unit.One, "vehicles that this mode keeps down"},
		{"failures." + modeName + ".mtbf", Ratio, unit.Time, "time of all vehicles that this mode left them alone, by failure"},
		{"failures." + modeName + ".mttr", Ratio, unit.Time, "time that this mode kept vehicles down, by failure, waiting for people and spares with it"},
		{"failures." + modeName + ".spares", Level, unit.One, "spares on the shelf"},
		{"maintenance." + planName + ".count", Count, unit.One, "times that this maintenance was done"},
		{"maintenance." + planName + ".down", Level, unit.One, "vehicles that this maintenance keeps down"},
		{"queued", Level, unit.One, "parts that wait for a vehicle to be sent"},
		{"wait", Sample, unit.Time, "time from the call for a vehicle to the beginning of loading, by part"},
		{"done", Count, unit.One, "parts delivered"},
		{"distance", Count, unit.Length, "way driven by all its vehicles"},
		{"empty_distance", Count, unit.Length, "way driven without parts"},
		{"loaded_distance", Count, unit.Length, "way driven with parts"},
		{"work", Count, unit.Length, "transport work: parts times the way over which they were driven"},
		{"charge", Level, unit.One, "mean charge of the batteries, as of the last event of each vehicle; 1 without batteries"},
		{"power", Level, unit.Power, "power drawn at the chargers"},
		{"energy", Count, unit.Energy, "energy drawn at the chargers"},
		costSignal, overheadSignal, carbonSignal, productCosts, productEnergy, productCarbon,
	}, bottleneckSignals...),
	Commands: []CommandDoc{
		{"stop", "no more calls are answered; what is under way is carried to its goal"},
		{"start", "ends stop"},
		{"fail." + modeName, "the first vehicle that is not down by it has that failure now"},
	},
	bind: bindFleet,
})

// moveSetting names the fleet that carries what an asset sends.
var moveSetting = Setting{Key: "move", Form: Text, Shape: true, About: "the fleet that carries its parts to the next asset; at once if it is left out"}

// The states of a vehicle.
const (
	vLoaded uint8 = iota
	vEmpty
	vLoading
	vUnloading
	vWaiting
	vCharging
	vIdle
	vDown
	vOff
)

var (
	vehicleStates = []string{"loaded", "empty", "loading", "unloading", "waiting", "charging", "idle", "down", "off_shift"}
	vehicleOrder  = []uint8{vLoaded, vLoading, vUnloading, vEmpty, vWaiting, vCharging, vDown, vIdle, vOff}
)

// fleet is the constant part of a fleet.
type fleet struct {
	id, count, capacity int32
	name                string
	speed, cross        float64 // [m/s]; cross 0: speed holds in every direction
	accel               float64 // [m/s2]; 0: at once
	load, unload        Draw
	nearest             bool // dispatching rule
	needs               *demand
	battery             *battery
	shifts              *Calendar
	modes               []mode // failures, then maintenance; each vehicle has a clock of its own
	ways                *ways
	gaps                []Gap
	home, park          int32 // places
	exits               []haul
	stocks              []int32 // of exits: senders that may have several parts ready
	units               []bound

	times, queued, done       int32
	driven, drivenEmpty, work int32 // counts [um]
	wait                      int32 // tally, if asked for
	charge                    int32 // level
	books                     *ledger
	trips                     *fromTo // if asked for
	loop                      *loop
	line                      *loop // of all units
}

// haul is a way out that the fleet serves.
type haul struct {
	exit *exit
	pick int32   // place where its parts are loaded
	drop []int32 // places of its receivers
}

func bindFleet(c *compiler, i int) bound {
	r, a := c.reader(i), &c.assets[i]
	u := &fleet{
		id: int32(i), name: a.Name, count: int32(r.get("count").Num), capacity: int32(r.get("capacity").Num),
		speed: r.get("speed").Num, cross: r.get("cross").Num, accel: r.get("acceleration").Num,
		load: r.get("load").Draw, unload: r.get("unload").Draw, nearest: r.get("dispatch").Text == "nearest",
		wait: none, park: none,
	}
	u.shifts = r.get("shifts").Shifts
	u.times = c.b.Times(u.name, vehicleStates, int(u.count), u.first())
	u.queued, u.charge = c.b.Level(u.name, "queued", 0), c.b.Level(u.name, "charge", 1)
	u.done, u.driven = c.b.Count(u.name, "done"), c.b.Count(u.name, "distance")
	u.drivenEmpty, u.work = c.b.Count(u.name, "empty_distance"), c.b.Count(u.name, "work")
	if c.b.Asked(u.name+".wait") != 0 {
		u.wait = c.b.Tally(u.name, "wait")
	}
	if n := r.get("needs").Needs; len(n) > 0 {
		u.needs = &demand{size: handCount(n), priority: r.get("priority").Num}
		c.hire(i, "needs", n, u.needs)
	}
	if r.get("battery").Set {
		u.bindBattery(c, i, r.group("battery"))
	}
	u.bindModes(c, i, r)
	u.bindBooks(c, i)
	c.atEnd = append(c.atEnd, func() {
		u.units = c.bound
		u.bindWays(c, i)
		if len(c.faults) == 0 {
			u.bindTrips(c, i)
		}
	})
	return u
}

// bindMove gives the way out of an asset to the fleet that it names.
func (c *compiler) bindMove(asset int, e *exit) {
	name := c.reader(asset).get("move").Text
	if name == "" {
		return
	}
	for i := range c.bound {
		if f, ok := c.bound[i].(*fleet); ok && c.assets[i].Name == name {
			e.inner, e.rule, e.fleet, e.haul = e.rule, Carried, f, int32(len(f.exits))
			f.exits = append(f.exits, haul{exit: e})
			if _, ok := c.bound[asset].(stocked); ok {
				f.stocks = append(f.stocks, e.haul)
			}
			return
		}
	}
	c.fault(asset, "move", "name an asset of kind fleet", "there is no fleet %q", name)
}

// bindWays finds the places of all assets that the fleet serves and the ways between them.
func (u *fleet) bindWays(c *compiler, i int) {
	r := c.reader(i)
	net, ok := c.networkOf(i, r.get("via").Text)
	if !ok {
		return
	}
	u.ways = newWays(net)
	var stops []int32
	stop := func(asset int, key string, p [2]float64) int32 {
		k := u.ways.stop(p)
		stops = append(stops, k)
		u.checkGap(c, i, asset, key, distance(p, u.ways.at[k]))
		return k
	}
	for k := range u.exits {
		h := &u.exits[k]
		from, ok := c.point(int(h.exit.self), true)
		if !ok {
			return
		}
		h.pick = stop(int(h.exit.self), "at", from)
		for _, id := range h.exit.id {
			if id == NextStep {
				h.drop = append(h.drop, none)
				continue
			}
			if m, ok := c.bound[id].(*machine); ok {
				m.fed = true
			}
			to, ok := c.point(int(id), false)
			if !ok {
				return
			}
			if b, is := c.bound[id].(*conveyor); is {
				to = b.inletAt(c.assets[id].Values, u.id, to)
			}
			h.drop = append(h.drop, stop(int(id), "at", to))
		}
	}
	if p := r.get("park").Text; p != "" {
		at, ok := c.placeNamed(p, net)
		if !ok {
			c.fault(i, "park", "name an asset with at, or a node of the network", "there is no place %q", p)
			return
		}
		u.park = stop(i, "park", at)
	}
	if u.battery != nil {
		u.battery.place = stop(i, "battery.at", u.battery.at)
	}
	switch at := r.get("at").Points; {
	case len(at) > 0:
		u.home = stop(i, "at", at[0])
	case u.park >= 0:
		u.home = u.park
	case len(u.exits) > 0:
		u.home = u.exits[0].pick
	default:
		u.home = u.ways.stop([2]float64{}) // it carries nothing
		stops = append(stops, u.home)
	}
	u.ways.finish(stops)
	u.checkWays(c, i, stops)
}

// checkWays refuses places that cannot be reached from one another.
func (u *fleet) checkWays(c *compiler, i int, stops []int32) {
	for _, a := range stops {
		for _, b := range stops {
			d := u.ways.length(a, b)
			if math.IsInf(d, 1) {
				p, q := u.ways.at[a], u.ways.at[b]
				c.fault(i, "via", "add an edge to the network", "there is no way from (%g m, %g m) to (%g m, %g m)", p[0], p[1], q[0], q[1])
				return
			}
			if u.drive(a, b, d) >= sim.Never {
				c.fault(i, "speed", "is the unit right?", "a way of %g m takes %g s", d, d/u.speed)
				return
			}
		}
	}
}

// networkOf finds a network by name; nil for straight.
func (c *compiler) networkOf(asset int, name string) (*network, bool) {
	if name == "straight" {
		return nil, true
	}
	for i := range c.bound {
		if n, ok := c.bound[i].(*network); ok && c.assets[i].Name == name {
			if len(n.edges) == 0 {
				c.fault(i, "edges", "write edges: [[a, b]]", "the network has no edges")
				return nil, false
			}
			return n, true
		}
	}
	c.fault(asset, "via", "name an asset of kind network, or straight", "there is no network %q", name)
	return nil, false
}

// point is where an asset gives parts away, or takes them: the last or the first point of its `at`.
func (c *compiler) point(asset int, out bool) ([2]float64, bool) {
	p := c.assets[asset].Values["at"].Points
	switch {
	case len(p) == 0:
		c.fault(asset, "at", "write at: [x, y]", "at is missing: vehicles and people on their way to it have to know where it stands")
		return [2]float64{}, false
	case out:
		return p[len(p)-1], true
	}
	return p[0], true
}

// placeNamed finds the position of an asset or of a node.
func (c *compiler) placeNamed(name string, net *network) ([2]float64, bool) {
	for i := range c.assets {
		if p := c.assets[i].Values["at"].Points; c.assets[i].Name == name && len(p) > 0 {
			return p[0], true
		}
	}
	if net != nil {
		for k, n := range net.nodes {
			if n == name {
				return net.at[k], true
			}
		}
	}
	return [2]float64{}, false
}

// drive is the time from standing at one place to standing at another, d metres away.
func (u *fleet) drive(from, to int32, d float64) time.Duration {
	if u.cross > 0 {
		a, b := u.ways.at[from], u.ways.at[to]
		return ticks(math.Max(u.profile(math.Abs(b[0]-a[0]), u.speed), u.profile(math.Abs(b[1]-a[1]), u.cross)))
	}
	return ticks(u.profile(d, u.speed))
}

// profile is the time for a way from stand to stand [s]: speed up, hold the speed, brake; on a short way the speed is not
// reached.
func (u *fleet) profile(d, speed float64) float64 {
	switch {
	case u.accel == 0:
		return d / speed
	case d >= speed*speed/u.accel:
		return d/speed + speed/u.accel
	}
	return 2 * math.Sqrt(d/u.accel)
}

func (u *fleet) signals(l *signalList) {
	share := 1 / float64(u.count)
	var work []sim.Term
	for _, k := range []uint8{vLoaded, vLoading, vUnloading} {
		work = append(work, sim.Term{Ref: sim.Ref{Store: sim.StoreTimes, Index: u.times, Sub: int32(k)}, Coef: share})
	}
	l.add("busy", Level, unit.One, work...)
	l.states(vehicleStates, vehicleOrder, u.times, u.count)
	l.store("queued", Level, unit.One, sim.StoreLevel, u.queued)
	l.store("wait", Sample, unit.Time, sim.StoreTally, u.wait)
	l.store("done", Count, unit.One, sim.StoreCount, u.done)
	l.add("distance", Count, unit.Length, term(sim.StoreCount, u.driven, 1e-6))
	l.add("empty_distance", Count, unit.Length, term(sim.StoreCount, u.drivenEmpty, 1e-6))
	l.add("loaded_distance", Count, unit.Length, term(sim.StoreCount, u.driven, 1e-6), term(sim.StoreCount, u.drivenEmpty, -1e-6))
	l.add("work", Count, unit.Length, term(sim.StoreCount, u.work, 1e-6))
	l.store("charge", Level, unit.One, sim.StoreLevel, u.charge)
	l.add("power", Level, unit.Power, u.powerTerms()...)
	l.add("energy", Count, unit.Energy, u.powerTerms()...)
	u.modeSignals(l)
}

// Name is what errors call it.
func (u *fleet) Name() string { return u.name }
