package doe

import (
	"math"
	"slices"
	"testing"
)

// Every stretch of 2^k points has one in each 2^k-th of every coordinate, scrambled or not.
func TestSobolStrata(t *testing.T) {
	for _, seed := range []uint64{0, 1, 99} {
		x, err := Sobol(256, MaxDims, seed)
		if err != nil {
			t.Fatal(err)
		}
		for j := range MaxDims {
			for from := 0; from < 256; from += 32 {
				var seen [32]bool
				for _, p := range x[from : from+32] {
					seen[int(p[j]*32)] = true
				}
				if slices.Contains(seen[:], false) {
					t.Fatalf("seed %d, coordinate %d: points %d to %d leave a stratum out", seed, j, from, from+31)
				}
			}
		}
	}
	if _, err := Sobol(4, MaxDims+1, 1); err == nil {
		t.Error("too many coordinates are taken")
	}
}

// The integral of prod (1 + (x-1/2)) over six coordinates is 1: scrambled points come much nearer than random ones, whose error
// with 4096 points would be sqrt((13/12)^6-1)/64 = 0.012; without bias over seeds.
func TestSobolIntegral(t *testing.T) {
	mean, worst := 0.0, 0.0
	for seed := range uint64(20) {
		x, _ := Sobol(4096, 6, seed)
		sum := 0.0
		for _, p := range x {
			f := 1.0
			for _, v := range p {
				f *= 0.5 + v
			}
			sum += f / 4096
		}
		mean += (sum - 1) / 20
		worst = max(worst, math.Abs(sum-1))
	}
	if worst > 6e-4 || math.Abs(mean) > 1e-4 {
		t.Errorf("largest error %.2g, mean %.2g", worst, mean)
	}
}

func TestLHS(t *testing.T) {
	for _, n := range []int{1, 2, 7, 40} {
		x := LHS(n, 3, 5)
		for j := range 3 {
			seen := make([]bool, n)
			for _, p := range x {
				seen[int(p[j]*float64(n))] = true
			}
			if slices.Contains(seen, false) {
				t.Errorf("%d points: coordinate %d leaves a stratum out", n, j)
			}
		}
	}
	if !slices.EqualFunc(LHS(9, 2, 3), LHS(9, 2, 3), slices.Equal) || slices.EqualFunc(LHS(9, 2, 3), LHS(9, 2, 4), slices.Equal) {
		t.Error("the seed does not decide")
	}
	// Points of a plain hypercube of 30 in two coordinates come as near as 0.03 to one another; these keep apart.
	near := 1.0
	x := LHS(30, 2, 8)
	for i := range x {
		for k := range i {
			near = min(near, math.Hypot(x[i][0]-x[k][0], x[i][1]-x[k][1]))
		}
	}
	if near < 0.10 {
		t.Errorf("the nearest points are %.3f apart", near)
	}
}

// ishigami is the function of Ishigami and Homma (1990) with a = 7, b = 0.1 on the unit cube.
func ishigami(u []float64) float64 {
	x := make([]float64, 3)
	for i := range x {
		x[i] = math.Pi * (2*u[i] - 1)
	}
	return math.Sin(x[0]) + 7*math.Pow(math.Sin(x[1]), 2) + 0.1*math.Pow(x[2], 4)*math.Sin(x[0])
}

// The exact indices of Ishigami's function follow from its variance by parts.
func TestIndicesOfIshigami(t *testing.T) {
	const a, b = 7, 0.1
	pi4 := math.Pow(math.Pi, 4)
	v1, v2, v13 := 0.5*math.Pow(1+b*pi4/5, 2), a*a/8.0, b*b*pi4*pi4*(1.0/18-1.0/50)
	v := v1 + v2 + v13
	wantFirst, wantTotal := []float64{v1 / v, v2 / v, 0}, []float64{(v1 + v13) / v, v2 / v, v13 / v}
	x, err := Saltelli(2048, 3, 7)
	if err != nil {
		t.Fatal(err)
	}
	var f []float64
	for _, p := range x {
		f = append(f, ishigami(p))
	}
	first, total := Indices(f, 3, 0.95, 7)
	for i := range 3 {
		if math.Abs(first[i].Value-wantFirst[i]) > 0.02 || math.Abs(total[i].Value-wantTotal[i]) > 0.01 {
			t.Errorf("factor %d: first %.4f of %.4f, total %.4f of %.4f", i, first[i].Value, wantFirst[i], total[i].Value, wantTotal[i])
		}
		for _, c := range []struct {
			got  Index
			want float64
		}{{first[i], wantFirst[i]}, {total[i], wantTotal[i]}} {
			if !(c.got.Low < c.want && c.want < c.got.High) || c.got.High-c.got.Low > 0.15 {
				t.Errorf("factor %d: interval %+v of %.4f", i, c.got, c.want)
			}
		}
	}
	f[17] = math.NaN() // its row is left out
	if _, total := Indices(f, 3, 0.95, 7); math.Abs(total[0].Value-wantTotal[0]) > 0.01 {
		t.Errorf("with a missing value: %+v", total[0])
	}
}

// On a linear function every elementary effect is the coefficient; a product has a deviation.
func TestElementaryEffects(t *testing.T) {
	x, moved := Trajectories(12, 3, 3)
	var f []float64
	for _, p := range x {
		f = append(f, 3*p[0]-2*p[2]+p[0]*p[2])
	}
	e := Elementary(x, moved, f, 3, 0.95, 3)
	if e[1].MuStar.Value != 0 || e[1].Sigma != 0 {
		t.Errorf("a factor without effect: %+v", e[1])
	}
	// The effects are 3 + x2 and -2 + x0, with x between 1/8 and 7/8.
	if m := e[0]; m.Mu < 3.125 || m.Mu > 3.875 || m.MuStar.Value != m.Mu || !(m.Sigma > 0.1) || !(m.MuStar.Low <= m.Mu && m.Mu <= m.MuStar.High) {
		t.Errorf("%+v", m)
	}
	if m := e[2]; m.Mu > -1.125 || m.Mu < -1.875 || math.Abs(m.MuStar.Value+m.Mu) > 1e-12 {
		t.Errorf("%+v", m)
	}
}
