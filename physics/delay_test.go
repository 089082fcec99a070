package physics

import (
	"math"
	"strings"
	"testing"
)

// y' = -y(t - 1) with y = 1 up to the start: by the method of steps y = sum over k of (-1)^k (t - k + 1)^k / k! for k up to t + 1 (Hairer,
// Norsett and Wanner I, II.17).
func TestDelayPolynomials(t *testing.T) {
	k, err := read(t, "kind: k\nstates: {y: {unit: 1, start: 1}}\nequations: [\"der(y) = -delay(y, 1 s)*1 1/s\"]\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{0.5, 1, 1.25, 2, 2.5, 3.75, 5, 8.4} {
		want, term := 0.0, 1.0
		for j := 0; float64(j) <= at+1; j++ {
			x := at - float64(j) + 1
			term = 1
			for i := 1; i <= j; i++ {
				term *= -x / float64(i)
			}
			want += term
		}
		for _, rtol := range []float64{1e-4, 1e-6, 1e-9} {
			got := play(t, bench(t, k, nil, nil, nil), nil, at, rtol)["y"]
			if !(math.Abs(got-want) <= 10*rtol*(1+math.Abs(want))) {
				t.Errorf("y(%g) = %.12g at %g, want %.12g", at, got, rtol, want)
			}
		}
	}
}

// w = w(t - 1)/2 + 1 jumps at every whole second for ever: w = 2 - 2^-n after n of them from 1 at the start; its integral v is exact, and a
// rule on the delayed w counts where it passes 1.8, at 3 s as w = 1.875 + 1 s. Of two delays the jumps of x at 0.3 and 0.7 s come back.
func TestDelayJumps(t *testing.T) {
	k, err := read(t, `
kind: k
parameters: {T: {unit: s, start: 1}}
states: {v: {unit: s, start: 0}, high: {unit: 1, start: 0}, at: {unit: s, start: 0}, a: {unit: s, start: 0}, s: {unit: s, start: 0}}
outputs: {w: {unit: 1}, step: {unit: 1}, both: {unit: 1}}
equations:
  - w = delay(w, T, 0)/2 + 1
  - der(v) = w
  - step = if(time > 0.25 s, 1, 0)
  - both = delay(step, 0.3 s, 0) + 10*delay(step, 0.7 s)
  - der(a) = both
  - der(s) = 1
rules:
  high: {when: "delay(w, 1 s, 0) > 1.8", set: {high: high + 1, at: s}}
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{0.5, 1.5, 3.5, 6.25} {
		got := play(t, bench(t, k, nil, nil, nil), nil, at, 1e-6)
		n := math.Floor(at)
		w, v := 2-math.Pow(2, -n), 0.0
		for j := 0.0; j < n; j++ {
			v += 2 - math.Pow(2, -j)
		}
		v += (at - n) * w
		a := math.Max(at-0.55, 0) + 10*math.Max(at-0.95, 0)
		for name, want := range map[string]float64{"w": w, "v": v, "a": a, "high": math.Min(math.Floor(at/4), 1)} {
			if !(math.Abs(got[name]-want) < 1e-9) {
				t.Errorf("%s(%g) = %.12g, want %.12g", name, at, got[name], want)
			}
		}
		if at > 4 && math.Abs(got["at"]-4) > 1e-12 {
			t.Errorf("the rule fired at %.15g s", got["at"])
		}
	}
}

// Mackey and Glass, Science 197 (1977) 287: y' = 0.2 y(t-14)/(1 + y(t-14)^10) - 0.1 y from y = 0.5, against the classical Runge-Kutta method on a
// fine grid with cubic Hermite interpolation.
func TestMackeyGlass(t *testing.T) {
	k, err := read(t, `
kind: k
states: {y: {unit: 1, start: 0.5}}
outputs: {old: {unit: 1}}
equations:
  - old = delay(y, 14 s)
  - der(y) = 0.2 1/s *old/(1 + old^10) - 0.1 1/s *y
`)
	if err != nil {
		t.Fatal(err)
	}
	const h, lag, end = 0.02, 700, 10000
	y, f := make([]float64, end+1), make([]float64, end+1)
	past := func(i int, half bool) float64 {
		if i < 0 || i == 0 && !half {
			return 0.5
		}
		if !half {
			return y[i]
		}
		return (y[i]+y[i+1])/2 + h*(f[i]-f[i+1])/8
	}
	slope := func(y, old float64) float64 { return 0.2*old/(1+math.Pow(old, 10)) - 0.1*y }
	y[0], f[0] = 0.5, slope(0.5, 0.5)
	for i := range end {
		a, b, c := past(i-lag, false), past(i-lag, true), past(i-lag+1, false)
		if i == lag-1 {
			c = 0.5
		}
		k1 := slope(y[i], a)
		k2 := slope(y[i]+h/2*k1, b)
		k3 := slope(y[i]+h/2*k2, b)
		k4 := slope(y[i]+h*k3, c)
		y[i+1] = y[i] + h/6*(k1+2*k2+2*k3+k4)
		f[i+1] = slope(y[i+1], c)
	}
	for _, at := range []int{1000, 3000, 5000, 10000} {
		for _, rtol := range []float64{1e-5, 1e-8} {
			if got := play(t, bench(t, k, nil, nil, nil), nil, h*float64(at), rtol)["y"]; !(math.Abs(got-y[at]) < 100*rtol) {
				t.Errorf("y(%g) = %.10g at %g, the grid gives %.10g", h*float64(at), got, rtol, y[at])
			}
		}
	}
}

// A delay inside a component, an array and a stiff loop: x' = (u(t - T) - x)/tau with tau far below the steps follows the sine of a delay ago.
func TestDelayStiff(t *testing.T) {
	kinds, err := kindsOf(t, `
late:
  parameters: {T: {unit: s}, tau: {unit: s, start: 1e-6}}
  inputs: {u: {unit: 1}}
  states: {x: {unit: 1, start: 0}}
  equations: ["tau*der(x) = delay(u, T, 0) - x"]
line:
  parameters: {T: {unit: s, start: 0.7}}
  outputs: {u: {unit: 1}}
  components:
    l: {kind: late, for: i = 1..3, T: T*i, u: "if(i == 1, u, l[i-1].x)"}
  equations: [u = sin(time*1 rad/s)]
`)
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{1, 3, 9} {
		got := play(t, bench(t, kinds["line"], nil, nil, nil), nil, at, 1e-7)
		for name, lag := range map[string]float64{"l.1.x": 0.7, "l.2.x": 2.1, "l.3.x": 4.2} {
			if want := math.Sin(math.Max(at-lag, 0)); math.Abs(got[name]-want) > 2e-6 {
				t.Errorf("%s(%g) = %.9g, want %.9g", name, at, got[name], want)
			}
		}
	}
}

// Sensitivities of y' = -k y(t - T) + b by k, T, b and the start, against differences; the jump of a value before the start, and rules, are refused.
func TestDelaySensitivities(t *testing.T) {
	k, err := read(t, `
kind: k
parameters: {k: {unit: 1/s}, T: {unit: s}, b: {unit: 1/s}, y0: {unit: 1}}
states: {y: {unit: 1, start: y0}, z: {unit: 1, start: 0}}
outputs: {w: {unit: 1}}
equations:
  - w = delay(y, T)^2
  - der(y) = -k*delay(y, T) + b
  - der(z) = 1 1/s *(w - z)
`)
	if err != nil {
		t.Fatal(err)
	}
	plain := compile(t, nothing{}, numbered(k))[0]
	p := []float64{1.1, 0.9, 0.3, 0.8}
	at := func(p []float64) map[string]float64 { return play(t, plain.With(values(plain, p)), nil, 3.3, 1e-11) }
	pos := []int{0, 1, 2, 3}
	s, err := plain.With(values(plain, p)).Sensitivity(pos)
	if err != nil {
		t.Fatal(err)
	}
	got := play(t, s, nil, 3.3, 1e-10)
	for j := range pos {
		i, h := plain.Numbers()[j], 1e-4
		up, down := append([]float64(nil), p...), append([]float64(nil), p...)
		up[i] += h
		down[i] -= h
		a, b := at(up), at(down)
		for _, name := range []string{"y", "z", "w"} {
			diff := (a[name] - b[name]) / (2 * h)
			if exact, ok := got[sensitivityOf(name, j)]; !ok || !(math.Abs(exact-diff) < 1e-6) {
				t.Errorf("d %s/d %d = %.9g (%t), by differences %.9g", name, i, exact, ok, diff)
			}
		}
	}
	for text, want := range map[string]string{
		"parameters: {T: {unit: s}}\nstates: {y: {unit: 1, start: 1}}\nequations: [\"der(y) = -delay(y, T, 0)*1 1/s\"]":                                          "a parameter moves its time",
		"parameters: {T: {unit: 1}}\nstates: {y: {unit: 1, start: 1}}\nequations: [\"der(y) = -delay(y, 1 s)*T*1 1/s\"]\nrules: {r: {when: y < 0, set: {y: 1}}}": "the rule x.r makes jumps that come back later",
	} {
		k, err := read(t, "kind: k\n"+text+"\n")
		if err != nil {
			t.Fatal(err)
		}
		_, err = compile(t, nothing{}, numbered(k))[0].With([]float64{1}).Sensitivity([]int{0})
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "kind.yaml:4:") {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
