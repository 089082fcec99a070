package plant_test

import (
	"strings"
	"testing"
)

// Figures runs a study to its end and gives its measures.
func figures(t *testing.T, text string) map[string]float64 {
	t.Helper()
	m, err := compilePart(text)
	if err != nil {
		t.Fatal(err)
	}
	return runModel(t, m)
}

// Three jobs come at once to three servers. The machine needs ann; the step of a needs two smiths, that of b nobody. So a
// and b end at 10 s, and c, which has ann, too; a second a has to wait for the smiths.
const staffed = `plantwin: 1
name: staffed
products:
  a: {route: [{at: m, needs: {smith: 2}}]}
  b: {route: [{at: m, needs: none}]}
  c: {route: [{at: m}]}
assets:
  in: {kind: source, orders: {file: staff.csv, product: job, release: at}, to: route}
  m: {kind: machine, servers: 5, cycle: 10 s, needs: ann, to: route}
  out: {kind: sink}
  ann: {kind: crew}
  shop: {kind: crew, count: 2, skills: [smith]}
run: {for: 100 s, warmup: 0 s}
measure: {ann: ann.busy.total, shop: shop.busy.total, last: plant.makespan, wait: m.wait.max, done: out.done}
`

func TestStepNeeds(t *testing.T) {
	for name, want := range map[string]map[string]float64{
		"needs: {smith: 2}": {"ann": 10, "shop": 20, "last": 20, "wait": 10, "done": 5},
		"needs: smith":      {"ann": 10, "shop": 10, "last": 10, "wait": 0, "done": 5},
		"needs: none":       {"ann": 10, "shop": 0, "last": 10, "wait": 0, "done": 5},
		"needs: ann":        {"ann": 30, "shop": 0, "last": 30, "wait": 20, "done": 5},
	} {
		got := figures(t, strings.Replace(staffed, "needs: {smith: 2}", name, 1))
		for k, x := range want {
			if got[k] != x {
				t.Errorf("%s: %s = %g, want %g", name, k, got[k], x)
			}
		}
	}
	if _, err := compilePart(strings.Replace(staffed, "smith: 2", "smith: 3", 1)); err == nil || !strings.Contains(err.Error(), "there are only 2") {
		t.Errorf("more people than there are: %v", err)
	}
}
