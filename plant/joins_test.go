package plant_test

import (
	"fmt"
	"strings"
	"testing"
)

// A hall whose temperature 30 machines read: sampled, the hall and each machine are islands of their own. Where the hall also
// sums what they give off, no single reading parts them; through a sum alone, that sum does.
func TestWhatJoinsIslands(t *testing.T) {
	study := func(ambient, heat string) string {
		return fmt.Sprintf(`plantwin: 1
name: hall
assets:
  hall: {kind: thermal-mass, C: 1 MJ/K, UA: 500 W/K, heat: %s, ambient: 280 K}
  oils: {kind: thermal-mass, copies: 30, C: 10 kJ/K, UA: 20 W/K, heat: 200 W, ambient: "%s"}
run: {for: 1 h}
`, heat, ambient)
	}
	for _, c := range []struct {
		ambient, heat, reading string
		readers, of, left      int
	}{
		{"hall.T", "1 kW", "hall.T", 30, 31, 1},
		{"290 K", "sum(oils.*.loss)", "oils.*.loss", 1, 31, 1},
		{"hall.T", "sum(oils.*.loss)", "", 0, 0, 0},
		{"sampled(hall.T, 10 s)", "1 kW", "", 0, 0, 0},
	} {
		m, _, err := started(t, study(c.ambient, c.heat))
		if err != nil {
			t.Fatal(err)
		}
		list := m.Joins(20)
		if (c.reading == "") != (len(list) == 0) {
			t.Errorf("%s, %s: %+v", c.ambient, c.heat, list)
			continue
		}
		if c.reading == "" {
			continue
		}
		if j := list[0]; j.Reading != c.reading || j.Readers != c.readers || j.Of != c.of || j.Left != c.left || strings.Contains(j.Reading, " ") {
			t.Errorf("%s, %s: %+v", c.ambient, c.heat, j)
		}
	}
}
