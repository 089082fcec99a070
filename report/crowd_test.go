package report

import (
	"fmt"
	"testing"

	"github.com/plantwin/plantwin/plant"
)

// On a floor with a thousand machines names stand only where they cover neither a symbol nor another name, and the bottleneck has its name.
func TestNamesInACrowd(t *testing.T) {
	var l Layout
	for i := range 1000 {
		l.Places = append(l.Places, plant.Place{Asset: fmt.Sprintf("machine_%d", i), Kind: "machine", At: [][2]float64{{float64(i%40) * 5, float64(i/40) * 5}}})
	}
	f := arrange(l)
	symbols := f.boxes()
	taken := symbols
	var s svg
	for i := range f.spots {
		taken = f.label(&s, &f.spots[i], load{ok: true, busy: 0.5}, i == 500, taken)
	}
	names := taken[len(symbols):]
	if len(names) < 10 || len(names) > 300 {
		t.Errorf("%d names on the floor", len(names))
	}
	for i, a := range names {
		for _, b := range taken[:len(symbols)+i] {
			if a.overlap(b) > 0 && a[3]-a[1] < 48 { // three lines: the bottleneck
				t.Fatalf("a name covers something: %v and %v", a, b)
			}
		}
	}
}
