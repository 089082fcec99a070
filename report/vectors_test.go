package report

import (
	"strings"
	"testing"

	"github.com/plantwin/plantwin/physics"
)

// Elements of vectors, ranges of indices, sums and tables of two arguments are set, not printed as text; so is every equation
// of the library.
func TestMathVectors(t *testing.T) {
	for text, want := range map[string]string{
		"C*der(T[i]) = (T[i-1] - T[i])/R for i = 2..cells-1": "<mo>…</mo>",
		"middle = sum(T[j] for j = 1..n)/n":                  "<munderover><mo>∑</mo><mrow><mi>j</mi><mo>=</mo><mn>1</mn></mrow><mrow><mi>n</mi></mrow></munderover>",
		"q = sum(c[i].T[2] - a.b[i].w.x for i = 1..n)":       "<mi>c</mi></mrow><mrow><mi>i</mi></mrow></msub><mo>.</mo><msub><mrow><mi>T</mi></mrow>",
		"y = delay(x, T, 3)":                                 "<mrow><mi>x</mi><mo>(</mo><mi>t</mi><mo>−</mo><mi>T</mi><mo>)</mo></mrow>",
		"x[1] = head(q/speed, 2 rad/s)":                      "<msub><mrow><mi>x</mi></mrow><mrow><mn>1</mn></mrow></msub>",
		"y = switch(x[2] > 3 K, 1, 0)":                       "<mtext>else</mtext>",
	} {
		if got := string(mathML(text)); !strings.HasPrefix(got, "<math") || !strings.Contains(got, want) {
			t.Errorf("%s: %s", text, got)
		}
	}
	kinds, err := physics.Library()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kinds {
		for _, e := range k.Equations {
			if e.Part {
				continue
			}
			if got := string(mathML(e.Text)); !strings.HasPrefix(got, "<math") {
				t.Errorf("%s: %s stays text", k.Name, e.Text)
			}
		}
	}
}
