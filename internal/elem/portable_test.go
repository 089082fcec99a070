package elem

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/elem/portable"
)

// bitsHash is the hash of the bits of every function at some thousand arguments. It
// changes only with the algorithms: a change moves the numbers of every study.
const bitsHash = "fb631ed03341e4e2"

// TestBits holds the bits on this machine; TestBitsElsewhere runs it again in
// programs built in other ways.
func TestBits(t *testing.T) {
	if got := hashBits(); got != bitsHash {
		t.Errorf("hash of all results is %s, want %s", got, bitsHash)
	}
}

func hashBits() string {
	one := []func(float64) float64{
		Exp, Expm1, Log, Log2, Log10, Log1p, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh, Erf, Erfc, Cbrt,
		LogGamma, Digamma, Trigamma, NormCDF, LogNormCDF, NormQuantile,
	}
	two := []func(x, y float64) float64{
		Pow, Atan2, Hypot, GammaP, GammaQ, GammaPInv, LogGammaQ, LogGammaPrefix,
		func(x, y float64) float64 { return BetaI(x, y, 0.3) },
		func(x, y float64) float64 { return BetaIInv(x, y, 0.3) },
	}
	h := fnv.New64a()
	put := func(v float64) {
		if v != v {
			v = math.NaN() // the payload of a NaN may differ
		}
		h.Write(binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)))
	}
	r := rand.New(rand.NewPCG(11, 12))
	for i := range 4000 {
		x := r.Float64()
		y := float64(r.Float64() * 20)
		switch i % 3 {
		case 1:
			x = float64(float64(x-0.5) * 40)
		case 2: // any magnitude
			x = math.Ldexp(x, r.IntN(200)-100)
		}
		for _, f := range one {
			put(f(x))
		}
		for _, f := range two {
			put(f(math.Abs(math.Mod(x, 300)), y))
			put(f(y, math.Mod(math.Abs(x), 1)))
		}
	}
	return fmt.Sprintf("%016x", h.Sum64())
}

// TestBitsElsewhere builds the package for other processors that this machine can run
// without an emulator. GOAMD64=v3 fuses what is not kept apart.
func TestBitsElsewhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the standard library anew")
	}
	for _, settings := range [][]string{{"GOARCH=amd64", "GOAMD64=v1"}, {"GOARCH=amd64", "GOAMD64=v3"}} {
		out, ok, err := portable.Run("TestBits", settings...)
		switch {
		case !ok:
			t.Logf("%v cannot run here", settings)
		case err != nil:
			t.Errorf("%v: %v\n%s", settings, err, out)
		}
	}
}

func TestNothingFused(t *testing.T) {
	at, err := portable.Fused(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range at {
		t.Errorf("%s: fused multiply-add on arm64; write float64(a*b) + c", a)
	}
}

// TestNoTranscendentals reads the source: of package math only what is exact or
// correctly rounded on every machine.
func TestNoTranscendentals(t *testing.T) {
	allowed := regexp.MustCompile(`^(Abs|Sqrt|Floor|Min|Max|Copysign|Signbit|Frexp|Ldexp|Inf|IsInf|NaN|Float64bits|Float64frombits|MaxFloat64|Pi)$`)
	call := regexp.MustCompile(`\bmath\.([A-Z]\w*)`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(src)) {
			if strings.HasPrefix(strings.TrimSpace(line), "//") {
				continue
			}
			for _, m := range call.FindAllStringSubmatch(line, -1) {
				if !allowed.MatchString(m[1]) {
					t.Errorf("%s uses math.%s", f.Name(), m[1])
				}
			}
		}
	}
}
