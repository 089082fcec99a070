package elem

import (
	"bufio"
	"math"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
)

// A limit is the greatest error allowed against testdata/special.csv.
type limit struct {
	f   func(a []float64) float64
	ulp float64 // in ulp, if above 0
	rel float64 // else relative to the value
	abs float64 // plus this absolute error
	far float64 // plus this times |log value|, for tails
}

var limits = map[string]limit{
	"erf":          {f: func(a []float64) float64 { return Erf(a[0]) }, ulp: 0.8},
	"erfc":         {f: func(a []float64) float64 { return Erfc(a[0]) }, ulp: 0.7},
	"normcdf":      {f: func(a []float64) float64 { return NormCDF(a[0]) }, ulp: 0.6},
	"lognormcdf":   {f: func(a []float64) float64 { return LogNormCDF(a[0]) }, ulp: 2},
	"normquantile": {f: func(a []float64) float64 { return NormQuantile(a[0]) }, ulp: 4},
	"loggamma":     {f: func(a []float64) float64 { return LogGamma(a[0]) }, ulp: 3},
	"loggamma-":    {f: func(a []float64) float64 { return LogGamma(a[0]) }, rel: 1e-15, abs: 4e-15},
	"digamma":      {f: func(a []float64) float64 { return Digamma(a[0]) }, rel: 1e-15, abs: 1e-15},
	"digamma-":     {f: func(a []float64) float64 { return Digamma(a[0]) }, rel: 1e-13, abs: 2e-14},
	"trigamma":     {f: func(a []float64) float64 { return Trigamma(a[0]) }, rel: 1e-15},
	"trigamma-":    {f: func(a []float64) float64 { return Trigamma(a[0]) }, rel: 1e-13},
	"gammap":       {f: func(a []float64) float64 { return GammaP(a[0], a[1]) }, rel: 8e-15, far: 4e-16},
	"gammaq":       {f: func(a []float64) float64 { return GammaQ(a[0], a[1]) }, rel: 8e-15, far: 4e-16},
	"loggammaq":    {f: func(a []float64) float64 { return LogGammaQ(a[0], a[1]) }, rel: 1e-14},
	"betai":        {f: func(a []float64) float64 { return BetaI(a[0], a[1], a[2]) }, rel: 3e-14, far: 1e-15},
}

// eachSpecial calls f with every row of testdata/special.csv: values computed elsewhere, with another method, at
// 60 digits.
func eachSpecial(t *testing.T, f func(name string, args []float64, want *big.Float)) {
	t.Helper()
	file, err := os.Open("testdata/special.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for in := bufio.NewScanner(file); in.Scan(); {
		if strings.HasPrefix(in.Text(), "#") {
			continue
		}
		cell := strings.Split(in.Text(), ",")
		args := make([]float64, len(cell)-2)
		for i := range args {
			if args[i], err = strconv.ParseFloat(cell[i+1], 64); err != nil {
				t.Fatal(err)
			}
		}
		want, _, err := big.ParseFloat(cell[len(cell)-1], 10, prec, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		f(cell[0], args, want)
	}
}

func TestSpecial(t *testing.T) {
	worst := map[string]float64{}
	seen := map[string]int{}
	eachSpecial(t, func(name string, args []float64, want *big.Float) {
		if args[0] < 0 && limits[name+"-"].f != nil {
			name += "-"
		}
		l := limits[name]
		got := l.f(args)
		w, _ := want.Float64()
		diff, _ := nb(want).Sub(bf(got), want).Float64()
		share := math.Abs(diff) / (l.abs + l.rel*math.Abs(w) + l.far*math.Abs(w*math.Log(math.Abs(w))))
		if l.ulp > 0 {
			share = ulps(got, want) / l.ulp
		}
		seen[name]++
		worst[name] = max(worst[name], share)
		if !(share <= 1) {
			t.Errorf("%s%v = %v, want %v: %.2f of the limit (relative error %.2g)", name, args, got, want.Text('g', 26), share, diff/w)
		}
	})
	for name := range limits {
		if seen[name] < 40 {
			t.Errorf("%s: only %d values", name, seen[name])
		}
		t.Logf("%-12s %4d values, worst %.2f of the limit", name, seen[name], worst[name])
	}
}

// TestInverses sends probabilities to the quantile and back. The error of the way
// back is that of P times the condition x f(x)/P of the quantile's own rounding.
func TestInverses(t *testing.T) {
	shapes := []float64{0.05, 0.3, 0.9, 1, 1.7, 5, 12, 40, 300, 5000, 1e5}
	for p := 1e-14; p < 0.99999; p = math.Min(p*1.9, p+0.037) {
		for _, a := range shapes {
			x := GammaPInv(a, p)
			cond := 1 + x*math.Exp(LogGammaPrefix(a, x))*a/x/p*x
			if got := GammaP(a, x); x > 1e-290 && math.Abs(got-p) > 8e-15*p*cond {
				t.Errorf("GammaP(%v, GammaPInv(%v)) = %v: %.2g", a, p, got, got/p-1)
			}
			for _, b := range shapes {
				x, y := BetaInv(a, b, p, 1-p)
				cond := 2 + math.Exp(LogBetaPrefix(a, b, x, y))/math.Min(x, y)/p - math.Log(p)
				if got, _ := betaPQ(a, b, x, y); x > 1e-290 && math.Abs(got-p) > 1e-14*p*cond {
					t.Errorf("BetaI(%v, %v, BetaIInv(%v)) = %v: %.2g", a, b, p, got, got/p-1)
				}
			}
		}
		if x := NormQuantile(p); math.Abs(NormCDF(x)-p) > 6e-16*p*(1+x*x) {
			t.Errorf("NormCDF(NormQuantile(%v)): %.2g", p, NormCDF(x)/p-1)
		}
	}
	// Upper tails, by the complement.
	for q := 1e-280; q < 0.4; q *= 37 {
		for _, a := range shapes {
			if got := GammaQ(a, GammaInv(a, 1-q, q)); math.Abs(got/q-1) > 1e-12 {
				t.Errorf("GammaQ(%v) back from %v: %.2g", a, q, got/q-1)
			}
		}
		if got := NormCDF(-NormInv(1-q, q)); math.Abs(got/q-1) > 1e-12 {
			t.Errorf("NormInv(q = %v): %.2g", q, got/q-1)
		}
	}
}

func TestSpecialEdges(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	tests := []struct {
		what      string
		got, want float64
	}{
		{"NormQuantile(0)", NormQuantile(0), -inf}, {"NormQuantile(1)", NormQuantile(1), inf},
		{"NormQuantile(-1)", NormQuantile(-1), nan}, {"NormQuantile(2)", NormQuantile(2), nan},
		{"NormQuantile(NaN)", NormQuantile(nan), nan}, {"NormQuantile(1/2)", NormQuantile(0.5), 0},
		{"NormCDF(-Inf)", NormCDF(-inf), 0}, {"NormCDF(Inf)", NormCDF(inf), 1}, {"NormCDF(NaN)", NormCDF(nan), nan},
		{"NormCDF(0)", NormCDF(0), 0.5}, {"LogGamma(1)", LogGamma(1), 0}, {"LogGamma(2)", LogGamma(2), 0},
		{"LogGamma(0)", LogGamma(0), inf}, {"LogGamma(-3)", LogGamma(-3), inf}, {"LogGamma(Inf)", LogGamma(inf), inf},
		{"LogGamma(NaN)", LogGamma(nan), nan}, {"LogGamma(3)", LogGamma(3), math.Ln2},
		{"Digamma(0)", Digamma(0), nan}, {"Digamma(Inf)", Digamma(inf), inf}, {"Trigamma(0)", Trigamma(0), inf},
		{"GammaP(2, 0)", GammaP(2, 0), 0}, {"GammaQ(2, Inf)", GammaQ(2, inf), 0}, {"GammaP(0, 1)", GammaP(0, 1), nan},
		{"GammaP(2, -1)", GammaP(2, -1), nan}, {"GammaP(2, NaN)", GammaP(2, nan), nan}, {"GammaP(NaN, 2)", GammaP(nan, 2), nan},
		{"GammaPInv(2, 0)", GammaPInv(2, 0), 0}, {"GammaPInv(2, 1)", GammaPInv(2, 1), inf}, {"GammaPInv(2, 3)", GammaPInv(2, 3), nan},
		{"BetaI(1, 2, 0)", BetaI(1, 2, 0), 0}, {"BetaI(1, 2, 1)", BetaI(1, 2, 1), 1}, {"BetaI(1, 2, 3)", BetaI(1, 2, 3), nan},
		{"BetaI(1, 2, NaN)", BetaI(1, 2, nan), nan}, {"BetaIInv(1, 2, 1)", BetaIInv(1, 2, 1), 1}, {"BetaIInv(1, 2, -1)", BetaIInv(1, 2, -1), nan},
		{"LogNormCDF(-Inf)", LogNormCDF(-inf), -inf}, {"LogNormCDF(Inf)", LogNormCDF(inf), 0}, {"LogNormCDF(NaN)", LogNormCDF(nan), nan},
		{"LogGammaP(2, 0)", LogGammaP(2, 0), -inf}, {"LogGammaQ(2, Inf)", LogGammaQ(2, inf), -inf},
	}
	for _, tt := range tests {
		if tt.got != tt.want && !(math.IsNaN(tt.got) && math.IsNaN(tt.want)) {
			t.Errorf("%s = %v, want %v", tt.what, tt.got, tt.want)
		}
	}
}

// LogDraw against Log, whose error is a thousand times smaller: over all exponents, and close to 1.
func TestLogDraw(t *testing.T) {
	for i := range 2_000_000 {
		q := float64(2*i+1) * 0x1p-53 * 1e9
		for _, q := range []float64{q - math.Floor(q), 1 - float64(2*i+1)*0x1p-53, float64(2*i+1) * 0x1p-53} {
			if !(q > 0 && q < 1) {
				continue
			}
			if got, want := LogDraw(q), Log(q); !(math.Abs(got-want) <= 2e-13*math.Abs(want)) {
				t.Fatalf("LogDraw(%v) = %v, want %v", q, got, want)
			}
		}
	}
}
