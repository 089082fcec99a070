package fits

import (
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/plantwin/plantwin/calibrate"
)

// TestTanks fits two tanks with overflow and a saturated sensor: ten parameters,
// of which the first is at its bound and the first three cannot be told apart.
func TestTanks(t *testing.T) {
	_, fits := study(t, "cascaded-tanks.yaml", shared(t, "data", "cascaded_tanks"))
	atMost(t, "RSS", fits.RSS["levels"], 30.847)
	if b := bound(t, fits, "tanks.k1"); b != "min" {
		t.Errorf("k1 is at %q, want its min", b)
	}
	warned(t, fits, "tanks.k1 ended at its minimum")
	warned(t, fits, "Not identified", "tanks.k1", "tanks.l1", "tanks.amax")
}

// TestTemperatureLab fits three recordings together; the coupling of the heaters
// is at its lower bound and not identified, and both are said.
func TestTemperatureLab(t *testing.T) {
	_, fits := study(t, "temperature-lab.yaml", shared(t, "data", "tclab"))
	atMost(t, "RSS", fits.RSS["board"], 1398.66)
	if b := bound(t, fits, "lab.Us"); b != "min" {
		t.Errorf("Us is at %q, want its min", b)
	}
	warned(t, fits, "lab.Us ended at its minimum")
	warned(t, fits, "lab.Us", "is not identified")
}

// TestPump fits motor and water of a pump with priors. Residuals are divided by
// a noise of 0.3 K there.
func TestPump(t *testing.T) {
	data := shared(t, "data", "skab_pump")
	dir := t.TempDir()
	if err := PumpMinutes(data, dir); err != nil {
		t.Fatal(err)
	}
	_, fits := study(t, "pump-thermal.yaml", dir)
	atMost(t, "RSS", fits.RSS["heat"]*0.3*0.3, 134.86)
	warned(t, fits, "Not identified", "pump.kw", "pump.km", "pump.b0", "pump.b1")
}

// TestTurbines fits the power curve of four turbines to ten days and holds it
// against the two days after; the figures to keep within are those of the README.
func TestTurbines(t *testing.T) {
	data := shared(t, "data", "la_haute_borne")
	dir := t.TempDir()
	names, err := TurbineRows(data, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		one := t.TempDir()
		raw, err := os.ReadFile(filepath.Join(dir, "turbine_"+name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(one, "turbine.csv"), raw, 0o644); err != nil {
			t.Fatal(err)
		}
		_, fits := study(t, "wind-turbine.yaml", one)
		in, out := rmse(fits, "fit"), rmse(fits, "validate")
		t.Logf("%s: %.1f kW fitted, %.1f kW on the days held back", name, in, out)
		atMost(t, name+" held back, kW", out, 39.5)
	}
}

// rmse is the root mean square difference of the readings in a role.
func rmse(fits *calibrate.Fits, role string) float64 {
	sum, n := 0.0, 0.0
	for _, p := range fits.Evidence.Points {
		if p.Role == role {
			sum, n = sum+(p.Model-p.Recorded)*(p.Model-p.Recorded), n+1
		}
	}
	return math.Sqrt(sum / n)
}

func atMost(t testing.TB, what string, v, limit float64) {
	t.Helper()
	t.Logf("%s %.7g, to reach: %g", what, v, limit)
	if !(v > 0 && v <= limit) {
		t.Errorf("%s is %.7g, to reach: %g", what, v, limit)
	}
}
