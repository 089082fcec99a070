package plant

import (
	"math"
	"testing"
)

// hold compares measures with what is worked out by hand.
func hold(t *testing.T, text string, want map[string]float64) {
	t.Helper()
	v := measured(t, text)
	for name, w := range want {
		if got, ok := v[name]; !ok || !(math.Abs(got-w) <= 1e-9*math.Max(1, math.Abs(w))) {
			t.Errorf("%s = %v, want %v", name, got, w)
		}
	}
}

// Parts leave at 10, 20, 25, 30, 40, 50, 50, 60, 70, 75 and 80 s: of ten gaps five are 5 s or less.
func TestTakt(t *testing.T) {
	hold(t, `
plantwin: 1
name: Takt
assets:
  a:   {kind: source, every: 10 s, to: out}
  b:   {kind: source, every: 25 s, to: out}
  out: {kind: sink, takt: 8 s}
run: {for: 80 s, warmup: 0 s}
measure: {within: out.takt_adherence, gap: out.gap, longest: out.gap.max, n: out.gap.count}
`, map[string]float64{"within": 0.5, "gap": 7, "longest": 10, "n": 10})
}

// Three of a stock meet the requests at 10, 20 and 30 s; that at 40 s waits beyond the end, when the shop's late part would fill it
// up again, and the source is blocked until then.
// Two parts come together to the shop: the second has to wait.
func TestServiceLevel(t *testing.T) {
	hold(t, `
plantwin: 1
name: Stock
assets:
  customers: {kind: source, every: 10 s, take: stock, to: out}
  stock: {kind: pool, count: 3, returns: false}
  pairs: {kind: source, every: 10 s, batch: 2, to: shop}
  shop:  {kind: machine, queue: 4, cycle: 4 s, to: out}
  late:  {kind: source, every: 90 s, give: stock, to: out}
  out:   {kind: sink}
run: {for: 80 s, warmup: 0 s}
measure: {rate: stock.fill_rate, asked: stock.requests, delayed: stock.delayed, blocked: customers.blocked, shop: shop.service_level}
`, map[string]float64{"rate": 0.75, "asked": 4, "delayed": 1, "blocked": 0.5, "shop": 8.0 / 15}) // the last two come at 80 s: one has begun
}

// Parts come every 10 s and are worked on for 14 s: the rack is empty until 20 s, over [24, 30] and [38, 40], and full over
// [50, 52], [60, 66] and [70, 79].
func TestFullAndEmpty(t *testing.T) {
	hold(t, `
plantwin: 1
name: Rack
assets:
  in:   {kind: source, every: 10 s, to: rack}
  rack: {kind: buffer, capacity: 2, to: m}
  m:    {kind: machine, cycle: 14 s, to: out}
  out:  {kind: sink}
run: {for: 79 s, warmup: 0 s}
measure: {full: rack.full, empty: rack.empty}
`, map[string]float64{"full": 17.0 / 79, "empty": 28.0 / 79})
}

// One fitter serves two machines, whose parts come at 10 s: the second waits for 5 s.
func TestTasksOfACrew(t *testing.T) {
	hold(t, `
plantwin: 1
name: Fitter
assets:
  in1: {kind: source, every: 10 s, shifts: ["00:00-12:00"], to: m1}
  in2: {kind: source, every: 10 s, to: m2}
  m1:  {kind: machine, cycle: 5 s, needs: ann, to: out}
  m2:  {kind: machine, cycle: 5 s, needs: ann, to: out}
  ann: {kind: crew}
  out: {kind: sink}
run: {for: 19 s, warmup: 0 s}
measure: {queued: ann.queued.mean, most: ann.queued.max, done: ann.done}
`, map[string]float64{"queued": 5.0 / 19, "most": 1, "done": 1})
}

// The parts inside of each product add up to all, where parts are drawn, joined, split into other products and thrown away; so
// do those that were due, and those that came.
func TestByProduct(t *testing.T) {
	v := measured(t, `
plantwin: 1
name: Products
products: {frame: {due: 5 min}, panel: {due: 3 min}, kit: {due: 4 min}, bit: {}}
assets:
  frames: {kind: source, makes: {frame: 50 %, kit: rest}, every: {dist: exponential, mean: 1 min}, to: fit}
  panels: {kind: source, makes: panel, every: {dist: exponential, mean: 70 s}, to: fit}
  fit:    {kind: machine, queue: 6, joins: {panel: 1}, cycle: {dist: exponential, mean: 40 s}, to: rack}
  rack:   {kind: buffer, dwell: {min: 5 s, max: 60 s}, capacity: 5, to: saw}
  saw:    {kind: machine, queue: 2, splits: {bit: 2, frame: 1}, cycle: {dist: exponential, mean: 45 s}, to: check}
  check:  {kind: machine, queue: 9, servers: 3, cycle: {dist: exponential, mean: 30 s}, failures: {x: {after: 20 min, repair: 1 min, part: scrap}}, to: {bad: 10 %, out: rest}}
  out:    {kind: sink}
  bad:    {kind: sink, good: false}
run: {for: 4 h, warmup: 20 min}
measure:
  wip: plant.wip
  parts: sum(plant.products.*.wip)
  now: plant.wip.last
  parts_now: sum(plant.products.*.wip.last)
  came: frames.done + panels.done
  by_product: sum(frames.products.*.done) + sum(panels.products.*.done)
  late: plant.late
  late_by_product: sum(plant.products.*.late)
  on_time: plant.on_time
  of_good: 1 - plant.late / plant.good
  tardy: plant.tardiness
  tardy_out: out.tardiness
  frame: plant.products.frame.on_time
  frame_of: 1 - plant.products.frame.late / plant.products.frame.good
  wait: plant.wait.count
  waits: sum(plant.products.*.wait.count)
`)
	for a, b := range map[string]string{"wip": "parts", "now": "parts_now", "came": "by_product", "late": "late_by_product", "on_time": "of_good",
		"tardy": "tardy_out", "frame": "frame_of", "wait": "waits"} {
		if !(math.Abs(v[a]-v[b]) <= 1e-9*v[a]) || v[a] == 0 {
			t.Errorf("%s = %v, %s = %v", a, v[a], b, v[b])
		}
	}
}

// A belt, a buffer and a machine ask for one of two pallets, at 10, 20 and 30 s; the third waits for the first, which comes back at 45 s.
func TestRequestsOfKinds(t *testing.T) {
	for _, x := range []string{
		"{kind: conveyor, at: [[0 m, 0 m], [1 m, 0 m]], speed: 1000 m/s, spacing: 0.1 m, take: pallets, to: m}",
		"{kind: buffer, take: pallets, to: m}",
		"{kind: machine, servers: 3, cycle: 0 s, take: pallets, to: m}",
	} {
		hold(t, `
plantwin: 1
name: Requests
assets:
  in:  {kind: source, every: 10 s, to: x}
  x:   `+x+`
  m:   {kind: machine, servers: 3, cycle: 35 s, give: pallets, to: out}
  out: {kind: sink}
  pallets: {kind: pool, count: 2}
run: {for: 39 s, warmup: 0 s}
measure: {asked: pallets.requests, delayed: pallets.delayed, rate: pallets.fill_rate}
`, map[string]float64{"asked": 3, "delayed": 1, "rate": 2.0 / 3})
	}
}
