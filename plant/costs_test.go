package plant

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/sim"
)

// Nine parts a of 60 s and three parts b of 30 s on two servers, up to 990 s: 540 and 90 s of work, 1350 s without.
func TestCosts(t *testing.T) {
	a, b, over := 5.4+0.54+9*5.35, 0.9+0.09+3*2.35, 6.75+0.135
	hold(t, `
plantwin: 1
name: Costs
costs: {energy: 1 EUR/kWh, carbon: 0.5 kg/kWh, interest: 0.001 1/s}
products: {a: {value: 3 EUR}, b: {value: 2 EUR}}
assets:
  ina: {kind: source, every: 100 s, makes: a, cost: {part: 5 EUR, carbon: 0.1 kg}, to: m}
  inb: {kind: source, every: 250 s, makes: b, cost: {part: {by: part.type, a: 9 EUR, b: 2 EUR}}, to: m}
  m:
    kind: machine
    servers: 2
    queue: 3
    cycle: {by: part.type, a: 60 s, b: 30 s}
    power: {busy: 3.6 kW, idle: 0.36 kW}
    cost: {busy: 36 EUR/h, idle: 18 EUR/h, part: 0.2 EUR, load: 0.1 EUR}
    to: out
  out: {kind: sink, cost: {part: 0.05 EUR}}
run: {for: 990 s, warmup: 0 s}
measure:
  a: plant.products.a.cost
  b: plant.products.b.cost
  m_a: m.products.a.cost
  in_b: inb.cost
  energy_a: {value: plant.products.a.energy, unit: kWh}
  energy_b: {value: m.products.b.energy, unit: kWh}
  energy: {value: plant.energy, unit: kWh}
  carbon: plant.carbon
  carbon_a: plant.products.a.carbon
  m: m.cost
  over: m.overhead
  overhead: plant.overhead
  holding: plant.holding
  cost: plant.cost
  rate: {value: plant.cost.rate, unit: EUR/s}
  energy_rate: {value: m.products.a.energy.rate, unit: kW}
  each_part: plant.part_cost
  part_a: plant.products.a.part_cost
  part_energy: {value: plant.products.b.part_energy, unit: kWh}
  part_carbon: plant.products.a.part_carbon.max
  each: plant.cost / plant.good
`, map[string]float64{
		"a": a + 0.001*3*540, "b": b + 0.001*2*90, "m_a": 5.4 + 0.54 + 9*0.3, "in_b": 6,
		"energy_a": 0.54, "energy_b": 0.09, "energy": 0.765, "carbon": 0.765*0.5 + 0.9, "carbon_a": 0.27 + 0.9,
		"m": 6.3 + 0.63 + 12*0.3 + over, "over": over, "overhead": over, "holding": 1.8,
		"cost": a + b + 1.8 + over, "rate": (a + b + 1.8 + over) / 990, "energy_rate": 0.54 * 3600 / 990,
		"each_part": (a + b) / 12, "part_a": a / 9, "part_energy": 0.03, "part_carbon": 0.13, "each": (a + b + 1.8 + over) / 12,
	})
}

// Parts come at 250, 500 and 750 s and are worked on for 100 s. The price is 0.1 EUR/kWh, and 0.3 from 300 to 600 s and from 900 s;
// or it rises from 0.1 to 0.3 by 300 s and falls to 0.1 again by 600 s.
func TestTariff(t *testing.T) {
	text := `
plantwin: 1
name: Tariff
tables:
  tariff: {x: s, y: EUR/kWh, points: [[0, 0.1], [300, 0.3], [600, 0.1]], between: BETWEEN, outside: repeat}
  grid:   {x: s, y: kg/kWh, points: [[0, 1], [280, 2]], between: step, outside: hold}
costs: {energy: tariff(time), carbon: grid(time)}
assets:
  in:  {kind: source, every: 250 s, to: m}
  m:   {kind: machine, cycle: 100 s, power: {busy: 36 kW, idle: 3.6 kW}, to: out}
  out: {kind: sink}
run: {for: 950 s, warmup: WARM}
measure: {booked: m.products.part.cost, over: plant.overhead, carbon: m.products.part.carbon, all: plant.carbon, each: plant.part_cost, most: plant.part_carbon.max}
`
	with := func(between, warm string) string {
		return strings.NewReplacer("BETWEEN", between, "WARM", warm).Replace(text)
	}
	hold(t, with("step", "0 s"), map[string]float64{
		"booked": 0.2 + 0.3 + 0.1, "over": 0.001 * (250*0.1 + 150*0.3 + 150*0.1 + 50*0.1 + 50*0.3),
		"carbon": 0.3 + 1.4 + 2 + 2, "all": 5.7 + 0.001*(250*1+400*2), "each": 0.2, "most": 2,
	})
	// From 320 s on: 30 s of the first part, all of the others.
	hold(t, with("step", "320 s"), map[string]float64{"booked": 0.09 + 0.3 + 0.1, "over": 0.001 * (150*0.3 + 150*0.1 + 50*0.1 + 50*0.3), "carbon": 4.6, "each": 0.2})
	mean := func(from, to float64) float64 { // of a price that rises by 0.2 in 300 s and falls again
		p := func(x float64) float64 { return 0.1*x + x*x/3000 } // its integral up to 300 s
		switch {
		case to <= 300:
			return (p(to) - p(from)) / (to - from)
		default:
			return (p(600-from) - p(600-to)) / (to - from)
		}
	}
	hold(t, with("linear", "0 s"), map[string]float64{"booked": 0.5*mean(250, 300) + 0.5*mean(300, 350) + mean(500, 600) + mean(150, 250)})
}

// Doors come at 40, 80 and 120 s, are painted in twos from 80 to 100 s, half of the load for each, and become part of the body of
// 105 s up to 115 s. The sheet of 30 s is cut into four up to 40 s; the parts of that of 60 s are thrown away.
func TestCostsOfLoads(t *testing.T) {
	door, sheet := 1+0.2/2+0.02/2+3.0/2+0.5, (8+0.2+0.4)/4
	hold(t, `
plantwin: 1
name: Loads
costs: {energy: 1 EUR/kWh}
assets:
  bodies: {kind: source, every: 105 s, makes: body, cost: {part: 10 EUR}, to: fit}
  doors:  {kind: source, every: 40 s, makes: door, cost: {part: 1 EUR}, to: paint}
  paint:  {kind: machine, queue: 4, batch: {size: 2}, cycle: 20 s, cost: {busy: 36 EUR/h, load: 3 EUR, part: 0.5 EUR}, power: {busy: 3.6 kW}, to: fit}
  fit:    {kind: machine, queue: 4, joins: {paint: 2}, cycle: 10 s, cost: {busy: 36 EUR/h}, to: out}
  sheets: {kind: source, every: 30 s, makes: sheet, cost: {part: 8 EUR, carbon: 2 kg}, to: cut}
  cut:    {kind: machine, splits: 4, cycle: 10 s, cost: {busy: 72 EUR/h, part: 0.4 EUR}, to: [{when: cut.done > 1, to: bin}, {to: out}]}
  bin:    {kind: sink, good: false, cost: {part: 0.01 EUR}}
  out:    {kind: sink}
run: {for: 121 s, warmup: 0 s}
rules: {enough: {when: cut.done > 1, do: sheets.stop}}
measure:
  body: plant.products.body.part_cost
  paint: plant.products.door.cost - doors.cost
  doors: doors.cost
  energy: {value: plant.products.door.energy, unit: kWh}
  sheet: plant.products.sheet.part_cost
  carbon: plant.products.sheet.part_carbon
  scrap: plant.scrap_cost
  left: plant.wip_cost
`, map[string]float64{
		"body": 10 + 0.1 + 2*door, "paint": 0.2 + 0.02 + 3 + 2*0.5, "doors": 3, "energy": 0.02, "sheet": sheet, "carbon": 0.5, "scrap": 4 * (sheet + 0.01),
		"left": 1, // the third door
	})
}

// Ann walks for 10 s to a part of 100 s, works on it from 110 s to the failure at 125 s, and from 130 s for 20 s anew. The day of
// Bob ends after a minute.
func TestCostsOfPeople(t *testing.T) {
	hold(t, `
plantwin: 1
name: People
assets:
  in:  {kind: source, every: 100 s, at: [0 m, 0 m], to: m}
  m:
    kind: machine
    at: [10 m, 0 m]
    cycle: 20 s
    needs: ann
    failures: {f: {after: 125 s, counts: clock, repair: 5 s, part: restart, cost: 7 EUR}}
    maintenance: {oil: {every: 160 s, counts: clock, takes: 5 s, cost: 2 EUR}}
    cost: {busy: 36 EUR/h}
    to: out
  ann: {kind: crew, at: [0 m, 0 m], speed: 1 m/s, cost: {idle: 36 EUR/h, busy: 72 EUR/h}}
  bob: {kind: crew, shifts: ["00:00-00:01"], cost: {idle: 36 EUR/h}}
  out: {kind: sink}
run: {for: 199 s, warmup: 0 s}
measure:
  ann: ann.cost
  booked: ann.products.part.cost
  idle: ann.overhead
  m: m.cost
  upkeep: m.overhead
  bob: bob.cost
  each: plant.products.part.part_cost
`, map[string]float64{
		"ann": 164*0.01 + 35*0.02, "booked": 0.7, "idle": 1.64, "m": 0.35 + 9, "upkeep": 9, "bob": 0.6, "each": 0.7 + 0.35,
	})
}

// A vehicle loads two parts for 10 s each, drives for 50 s with both and unloads them for 20 s each; the way back is for nobody, and
// so is the charging.
func TestCostsOfTransport(t *testing.T) {
	hold(t, `
plantwin: 1
name: Transport
costs: {energy: 1 EUR/kWh, carbon: 0.5 kg/kWh}
assets:
  in:  {kind: source, at: [0 m, 0 m], every: 100 s, batch: 2, to: out, move: agv}
  out: {kind: sink, at: [50 m, 0 m]}
  agv:
    kind: fleet
    capacity: 2
    speed: 1 m/s
    load: 10 s
    unload: 20 s
    park: in
    battery: {capacity: 2 kWh, driving: 36 kW, low: 80 %, charger: 36 kW, at: [0 m, 0 m]}
    cost: {idle: 36 EUR/h, empty: 72 EUR/h, part: 0.3 EUR}
run: {for: 280 s, warmup: 0 s}
measure:
  booked: agv.products.part.cost
  each: plant.part_cost.max
  over: agv.overhead
  all: agv.cost
  carbon: agv.carbon
`, map[string]float64{
		"booked": 1.1 + 0.6 + 0.5, "each": 0.1 + 0.25 + 0.2 + 0.3 + 0.25, "over": 1 + 1 + 0.2 + 0.2 - 0.5, "all": 4.1, "carbon": 0.1,
	})
}

// A changeover is booked to the product that brings it, with its time.
func TestCostsOfSetups(t *testing.T) {
	hold(t, `
plantwin: 1
name: Setups
assets:
  as:  {kind: source, every: 40 s, makes: a, to: m}
  bs:  {kind: source, every: 100 s, makes: b, to: m}
  m:   {kind: machine, cycle: 10 s, setup: 5 s, cost: {setup: 36 EUR/h, changeover: 4 EUR}, to: out}
  out: {kind: sink}
run: {for: 199 s, warmup: 0 s}
measure: {a: m.products.a.cost, b: m.products.b.cost}
`, map[string]float64{"a": 4.05, "b": 4.05})
}

// Costs change nothing of what happens: not an event, and no other figure.
func TestCostsChangeNothing(t *testing.T) {
	text := `
plantwin: 1
name: Free
assets:
  in:  {kind: source, every: {dist: exponential, mean: 10 s}, to: m}
  m:   {kind: machine, queue: 4, cycle: {dist: exponential, mean: 9 s}, power: {busy: 3 kW}, to: out}
  out: {kind: sink}
run: {for: 1 h, warmup: 0 s}
measure: {n: out.done, energy: plant.energy, wait: m.wait}
`
	var hash [2]string
	var values [2]map[string]float64
	for i, more := range []string{"assets:", "costs: {energy: 1 EUR/kWh}\nassets:"} {
		text := strings.Replace(text, "assets:", more, 1)
		m, err := Compile(parse(t, text))
		if err != nil {
			t.Fatal(err)
		}
		if n := len(m.Accounts()); (n > 0) != (i > 0) {
			t.Errorf("with %q there are %d accounts", more, n)
		}
		r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
		if err == nil {
			err = r.AdvanceTo(t.Context(), m.Plan().For)
		}
		if err != nil {
			t.Fatal(err)
		}
		hash[i], values[i] = fmt.Sprintf("%x", r.LogHash()), measured(t, text)
	}
	if hash[0] != hash[1] || !maps.Equal(values[0], values[1]) {
		t.Errorf("log %s, %v; with costs %s, %v", hash[0], values[0], hash[1], values[1])
	}
}

// An oven burns gas for 400 s at 36 kW while it works, and compressed air is counted by part: both are booked to the product. So is
// that of the pilot flame, 3.6 kW all the time, in those 400 s; the rest is overhead. What a tank beside it loses is for the oven by name, what
// another one loses for nobody.
func TestUtilities(t *testing.T) {
	text := `
plantwin: 1
name: Utilities
costs:
  utilities:
    gas:   {of: oven.heat, price: 0.05 EUR/kWh, carbon: 0.2 kg/kWh}
    air:   {of: press.done, price: 0.03 EUR}
    flame: {of: oven.flame, price: 0.05 EUR/kWh}
    steam: {of: tank.heat, for: oven, price: 0.1 EUR/kWh}
    water: {of: cooler.heat, price: 0.1 EUR/kWh}
kinds:
  burner: {runs: machine, inputs: {wanted: {unit: W}}, outputs: {heat: {unit: W}, flame: {unit: W}}, equations: [heat = wanted, flame = 3.6 kW]}
assets:
  in:    {kind: source, every: 100 s, to: press}
  press: {kind: machine, cycle: 10 s, to: oven}
  oven:  {kind: burner, queue: 5, cycle: 50 s, cost: {busy: 36 EUR/h}, wanted: 36 kW * self.busy, to: out}
  out:   {kind: sink}
  tank:  {kind: thermal-mass, C: 1 MJ/K, UA: 1 W/K, heat: 0.9 kW, ambient: 20 degC, start: {T: 20 degC}}
  cooler: {like: tank}
run: {for: 899 s, warmup: WARM}
measure:
  all: plant.cost
  oven: oven.cost
  over: oven.overhead
  carbon: plant.carbon
  booked: oven.products.part.cost
  air: press.products.part.cost
  burnt: {value: oven.heat.total, unit: kWh}
  each: plant.part_cost
  each_carbon: plant.part_carbon
  left: plant.wip_cost
  by_product: plant.products.part.cost
`
	gas, flame, all, steam := 4*0.05, 0.4*0.05, 0.899*0.05, 0.1*0.1
	hold(t, strings.Replace(text, "WARM", "0 s", 1), map[string]float64{
		"burnt": 4, "air": 8 * 0.03, "oven": 4 + gas + all + 0.899*0.25*0.1, "over": all - flame + 0.899*0.25*0.1 - steam,
		"booked": 4 + gas + flame + steam, "each": 0.03 + (4+gas+flame+steam)/8, "left": 0, "by_product": 0.24 + 4 + gas + flame + steam,
		"all": 0.24 + 4 + gas + all + 2*0.899*0.25*0.1, "carbon": 0.8, "each_carbon": 0.1,
	})
	// From 330 s on there is half of the third part, and five more: what the third part had taken before is in it, but for the utilities.
	hold(t, strings.Replace(text, "WARM", "330 s", 1), map[string]float64{"booked": 5.6 * (4 + gas + flame + steam) / 8, "burnt": 5.6 * 0.5})
	m, err := Compile(parse(t, strings.Replace(text, "WARM", "0 s", 1)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := sim.New(m.Sim(), sim.Options{Seed: 1})
	if err == nil {
		err = r.AdvanceTo(t.Context(), m.Plan().For)
	}
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for _, a := range m.Accounts() {
		if a.Value(r.State()) != 0 {
			seen = append(seen, a.Asset+" "+a.Product+" "+a.Item)
		}
	}
	want := []string{
		"oven part time", "oven part gas", "oven part carbon", "oven part flame", "oven part steam", "oven  flame", "oven  steam",
		"press part air", "cooler  water",
	}
	if !slices.Equal(seen, want) {
		t.Errorf("%q, want %q", seen, want)
	}
}

// The accounts are in the currency of the file, though only a table names it.
func TestCurrency(t *testing.T) {
	m, err := Compile(parse(t, `
plantwin: 1
name: Currency
tables: {tariff: {x: h, y: CHF/kWh, points: [[0, 0.1], [1, 0.2]], between: step, outside: repeat}}
costs: {energy: tariff(time)}
assets:
  in:  {kind: source, every: 60 s, to: m}
  m:   {kind: machine, cycle: 40 s, power: {busy: 36 kW}, to: out}
  out: {kind: sink}
run: {for: 1 h}
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range m.Accounts() {
		if a.Item == "electricity" && a.Unit.Text != "CHF" {
			t.Errorf("%s in %s", a.Asset, a.Unit.Text)
		}
	}
}

// Energy by product and by part is kept where a measure asks for it, without prices; a table of costs is not.
func TestEnergyByProduct(t *testing.T) {
	text := `
plantwin: 1
name: Energy
assets:
  as:  {kind: source, every: 60 s, makes: a, to: m}
  bs:  {kind: source, every: 90 s, makes: b, to: m}
  m:   {kind: machine, queue: 5, cycle: {by: part.type, a: 20 s, b: 10 s}, power: {busy: 36 kW, idle: 3.6 kW}, to: out}
  out: {kind: sink}
run: {for: 239 s, warmup: 0 s}
measure: {MEASURES}
`
	for _, x := range []struct {
		measures string
		want     map[string]float64
	}{
		{"a: {value: m.products.a.energy, unit: kWh}", map[string]float64{"a": 0.6}},
		{"b: {value: plant.products.b.energy, unit: kWh}", map[string]float64{"b": 0.2}},
		{"b: {value: plant.products.b.part_energy, unit: kWh}, carbon: plant.carbon", map[string]float64{"b": 0.1, "carbon": 0}},
	} {
		text := strings.Replace(text, "MEASURES", x.measures, 1)
		hold(t, text, x.want)
		if m, err := Compile(parse(t, text)); err != nil || len(m.Accounts()) > 0 {
			t.Errorf("%s: %d accounts (%v)", x.measures, len(m.Accounts()), err)
		}
	}
}

// Ann drives from 100 s on, and is booked with the vehicle from 120 s, when it loads, up to the end, when it unloads; on the way to the
// part, 20 m, to nobody.
func TestCostsOfDrivers(t *testing.T) {
	hold(t, `
plantwin: 1
name: Drivers
assets:
  in:  {kind: source, at: [0 m, 0 m], every: 100 s, to: out, move: truck}
  out: {kind: sink, at: [50 m, 0 m]}
  truck: {kind: fleet, at: [20 m, 0 m], speed: 1 m/s, load: 10 s, unload: 20 s, needs: ann, cost: {idle: 36 EUR/h}}
  ann: {kind: crew, cost: {idle: 36 EUR/h, busy: 72 EUR/h}}
run: {for: 195 s, warmup: 0 s}
measure: {ann: ann.cost, booked: ann.products.part.cost, truck: truck.products.part.cost, idle: ann.overhead, left: plant.wip_cost}
`, map[string]float64{"ann": 100*0.01 + 95*0.02, "booked": 75 * 0.02, "truck": 0.75, "idle": 100*0.01 + 20*0.02, "left": 75 * 0.03})
}

// Parts a come onto a belt of 40 s every 10 s, and one b at 33 s. The first a leaves at 50 s; the second finds the machine taken at 60 s,
// and blocks the belt until 62 s.
func TestCostsOfBelts(t *testing.T) {
	const first, b = 10 + 5 + 3/3.0 + 7/4.0 + 10/5.0, 7/4.0 + 10/5.0 + 10/5.0 + 2/5.0
	hold(t, `
plantwin: 1
name: Belts
assets:
  as:   {kind: source, every: 10 s, makes: a, to: belt}
  bs:   {kind: source, every: 33 s, makes: b, to: belt}
  belt: {kind: conveyor, at: [[0 m, 0 m], [40 m, 0 m]], speed: 1 m/s, spacing: 1 mm, cost: {idle: 3.6 EUR/h, busy: 36 EUR/h}, to: m}
  m:    {kind: machine, cycle: 12 s, to: out}
  out:  {kind: sink}
run: {for: 64 s, warmup: 0 s}
measure: {all: belt.cost, over: belt.overhead, a: belt.products.a.cost, b: belt.products.b.cost, each: plant.part_cost, left: plant.wip_cost}
`, map[string]float64{
		"all": 0.52 + 0.012, "over": 0.012, "a": 0.52 - 0.01*b, "b": 0.01 * b, "each": 0.01 * first, "left": 0.52 - 0.01*first,
	})
}

// The 3 kWh of a vehicle are worth 0.1 EUR/kWh at the start. It uses one of them for the first part, charges one at 0.4 EUR/kWh from 100 to
// 200 s, comes back empty, and uses one for the second part, at the mean of 0.2 EUR/kWh. At the end it charges again.
func TestCostsOfBatteries(t *testing.T) {
	hold(t, `
plantwin: 1
name: Batteries
tables: {tariff: {x: s, y: EUR/kWh, points: [[0, 0.1], [90, 0.4]], between: step, outside: hold}}
costs: {energy: tariff(time), carbon: 0.5 kg/kWh}
assets:
  in:  {kind: source, at: [0 m, 0 m], every: 50 s, to: out, move: agv}
  out: {kind: sink, at: [50 m, 0 m]}
  agv: {kind: fleet, at: [0 m, 0 m], speed: 1 m/s, battery: {capacity: 3 kWh, driving: 72 kW, low: 70 %, charger: 36 kW, at: [50 m, 0 m]}}
run: {for: 340 s, warmup: 0 s}
measure:
  energy: {value: plant.energy, unit: kWh}
  used: {value: agv.products.part.energy, unit: kWh}
  booked: agv.products.part.cost
  all: agv.cost
  last: plant.part_cost.max
  carbon: agv.products.part.carbon
`, map[string]float64{"energy": 1.4, "used": 2, "booked": 0.1 + 0.2, "all": 0.4 + 0.16, "last": 0.2, "carbon": 1})
}
