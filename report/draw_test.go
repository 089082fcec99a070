package report

import (
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
)

func TestMathML(t *testing.T) {
	for text, want := range map[string]string{
		"C*der(T) = Q": "<mi>C</mi><mo>⋅</mo><mfrac><mrow><mi>d</mi><mi>T</mi></mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac><mo>=</mo><mi>Q</mi>",
		"a/(b + c)":    "<mfrac><mrow><mi>a</mi></mrow><mrow><mrow><mi>b</mi><mo>+</mo><mi>c</mi></mrow></mrow></mfrac>",
		"(a)/((b)*(c))": "<mfrac><mrow><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow></mrow><mrow><mrow><mrow><mo>(</mo><mi>b</mi><mo>)</mo></mrow>" +
			"<mo>⋅</mo><mrow><mo>(</mo><mi>c</mi><mo>)</mo></mrow></mrow></mrow></mfrac>",
		"-x^2":       "<mo>−</mo><msup><mrow><mi>x</mi></mrow><mrow><mn>2</mn></mrow></msup>",
		"rho_in":     "<msub><mi>ρ</mi><mtext>in</mtext></msub>",
		"850 W/m2/K": "<mn>850</mn><mtext>&#160;W/m2/K</mtext>",
		"2 h * x":    "<mn>2</mn><mtext>&#160;h</mtext><mo>⋅</mo><mi>x</mi>",
		"1e-3*x":     "<mn>1e-3</mn><mo>⋅</mo><mi>x</mi>",
	} {
		if got := string(mathML(text)); !strings.Contains(got, "<mrow>"+want+"</mrow></math>") {
			t.Errorf("%s gives\n%s\nwant\n%s", text, got, want)
		}
	}
	for _, odd := range []string{"a +", "(a", "a b", "<b>", "'x", "f(", strings.Repeat("(", 1e5), strings.Repeat("-", 1e5) + "x"} {
		if got := string(mathML(odd)); !strings.HasPrefix(got, "<code>") || strings.Contains(got, "<b>") {
			t.Errorf("%.20s gives %.80s", odd, got)
		}
	}
}

func FuzzMathML(f *testing.F) {
	for _, s := range []string{"C*der(T) = heat - UA*(T - ambient)", "if(a < 3 m, 'x', -y^2)", "a/", "9.5e+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0xFFFD || r > 0xFFFD }) {
			return // XML itself has no such characters
		}
		d := xml.NewDecoder(strings.NewReader(string(mathML(s))))
		for {
			if _, err := d.Token(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatalf("%q: %v", s, err)
			}
		}
	})
}

// The example of Kaplan and Meier's own form: 1, 2+, 3, 3, 4+ gives survival 4/5, 4/5*1/3 ... by hand.
func TestKaplanMeier(t *testing.T) {
	s := []experiment.FitSample{{Value: 3}, {Value: 1}, {Value: 2, Censored: true}, {Value: 3}, {Value: 4, Censored: true}, {Value: 3, Censored: true}}
	got := kaplanMeier(s) // at 1: 1/6 ended; at 3, two of the four that are left
	want := [][2]float64{{1, 1.0 / 6}, {3, 1 - 5.0/6*0.5}}
	if len(got) != 2 || math.Abs(got[0][1]-want[0][1]) > 1e-15 || got[1][0] != 3 || math.Abs(got[1][1]-want[1][1]) > 1e-15 {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestLayoutWithoutPositions(t *testing.T) {
	f := arrange(Layout{Places: []Place{{Asset: "a", To: []string{"b", "c"}}, {Asset: "b", To: []string{"d"}}, {Asset: "c", To: []string{"d"}},
		{Asset: "d", To: []string{"b"}}, {Asset: "crew", Kind: "crew"}, {Asset: "x", To: []string{"y"}}, {Asset: "y", To: []string{"x"}}}})
	at := func(name string) [2]float64 { return f.spots[f.index[name]].in() }
	if !(at("a")[0] < at("b")[0] && at("b")[0] == at("c")[0] && at("c")[0] < at("d")[0]) || at("b")[1] == at("c")[1] {
		t.Errorf("columns: a %v b %v c %v d %v", at("a"), at("b"), at("c"), at("d"))
	}
	if f.measured || !f.spots[f.index["crew"]].tray || f.spots[f.index["x"]].tray {
		t.Error("the crew belongs below, a loop without an entry on the drawing, and there is no scale")
	}
}

func TestBottleneck(t *testing.T) {
	s := []experiment.StateShare{{Variant: "v", Asset: "a", State: "busy", Share: 0.9}, {Variant: "v", Asset: "a", State: "blocked", Share: 0.1},
		{Variant: "v", Asset: "b", State: "busy", Share: 0.8}, {Variant: "v", Asset: "b", State: "down", Share: 0.17}, {Variant: "v", Asset: "b", State: "starved", Share: 0.03},
		{Variant: "v", Asset: "a", State: "starved"}, {Variant: "v", Asset: "crew", State: "busy", Share: 0.99},
		{Variant: "v", Asset: "d", State: "busy", Share: 0.95}, {Variant: "v", Asset: "d", State: "starved", Share: 0}, {Variant: "v", Asset: "d", State: "waiting", Share: 0.05},
		{Variant: "w", Asset: "c", State: "busy", Share: 1}}
	r := &experiment.Result{States: s}
	if got := neck(r, "v"); got != "b" {
		t.Errorf("bottleneck %q: b waits for nobody, though a is busier and d waits for people", got)
	}
	r.Bottlenecks = []experiment.Bottleneck{{Variant: "v", Replication: 1, Asset: "a", Sole: 0.4, Shifting: 0.1}, {Variant: "v", Replication: 1, Asset: "b", Sole: 0.3, Shifting: 0.3},
		{Variant: "v", Replication: 2, Asset: "a", Sole: 1}, {Variant: "w", Replication: 1, Asset: "c", Sole: 1}}
	if got := neck(r, "v"); got != "b" {
		t.Errorf("bottleneck %q by active periods", got)
	}
	if got := neckWords(r, "v", "b"); got != "for 60 % of the time its active period is the longest of all, for 30 % alone; next is a with 50 %" {
		t.Error(got)
	}
}

func TestWordsForTimesAndShares(t *testing.T) {
	for v, want := range map[float64]string{0: "0 s", 0.25: "0.25 s", 90: "1 min 30 s", 86400 * 20: "20 d", 93600: "1 d 2 h", 3661: "1 h 1 min"} {
		if got := span(v); got != want {
			t.Errorf("span(%v) = %q, want %q", v, got, want)
		}
	}
	for v, want := range map[float64]string{0: "0 %", 0.0004: "<0.1 %", 0.034: "3.4 %", 0.755: "76 %", 0.996: "99.6 %", 1: "100 %"} {
		if got := percent(v); got != want {
			t.Errorf("percent(%v) = %q, want %q", v, got, want)
		}
	}
}

func TestTimeTicksAreFewAndRound(t *testing.T) {
	for _, to := range []float64{3, 50, 600, 3 * 3600, 36000, 86400, 20 * 86400, 400 * 86400} {
		at, unit := timeTicks(0, to)
		if len(at) < 3 || len(at) > 10 {
			t.Errorf("%d ticks over %v s [%s]", len(at), to, unit)
		}
	}
}
