package calibrate

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"gopkg.in/yaml.v3"
)

// lifeData is a data set of the reliability references with the fits that are published for it.
type lifeData struct {
	Name string
	Data string
	Fits map[string]yaml.Node
	dir  string
}

func loadStudy(t *testing.T, name string) *lifeData {
	t.Helper()
	s := &lifeData{dir: reference(t, "reliability")}
	text, err := os.ReadFile(filepath.Join(s.dir, name+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, s); err != nil {
		t.Fatal(err)
	}
	return s
}

// numbers are the published numbers of one fit.
func (s *lifeData) numbers(t *testing.T, fit string) map[string]float64 {
	t.Helper()
	node := s.Fits[fit]
	all := map[string]any{}
	if err := node.Decode(&all); err != nil {
		t.Fatal(err)
	}
	return floats(all)
}

func floats(all map[string]any) map[string]float64 {
	out := map[string]float64{}
	for k, v := range all {
		switch v := v.(type) {
		case float64:
			out[k] = v
		case int:
			out[k] = float64(v)
		}
	}
	return out
}

func (s *lifeData) rows(t *testing.T) []map[string]string {
	return records(t, filepath.Join(s.dir, s.Data))
}

// lifetimes reads the columns time, event, count.
func (s *lifeData) lifetimes(t *testing.T) Sample {
	var out Sample
	for _, row := range s.rows(t) {
		x := number(t, row["time"])
		o := Observation{Low: x, High: x, Count: 1}
		if row["event"] == "0" {
			o = Right(x)
		}
		if c, err := strconv.Atoi(row["count"]); err == nil {
			o.Count = c
		}
		out = append(out, o)
	}
	return out
}

// compare checks a fit against published numbers: values to 6 digits, the log-likelihood to 8, standard errors to 5.
func compare(t *testing.T, label string, f *Fitted, want map[string]float64) {
	t.Helper()
	got := map[string]float64{"loglik": f.LogLik}
	for i, name := range f.Args {
		got[name] = f.Value[i]
	}
	for i, name := range f.Theta {
		got[name] = f.ThetaHat[i]
		got["se_"+name] = f.ThetaSD[i]
	}
	switch f.Family {
	case "weibull":
		got["sigma"] = 1 / got["shape"]
		got["b10_life"] = got["scale"] * math.Pow(-math.Log(0.9), got["sigma"])
		got["mean_life"] = got["scale"] * math.Gamma(1+got["sigma"])
	case "lognormal":
		got["sigma"] = math.Exp(got["log_sigma"])
	case "exponential":
		got["rate"] = 1 / got["mean"]
	}
	for name, w := range want {
		g, known := got[name]
		if !known {
			t.Errorf("%s: nothing to compare with %s", label, name)
			continue
		}
		tol := 5e-9 // published to 9 digits or more
		if len(name) > 3 && name[:3] == "se_" {
			tol = 1e-5
		}
		if !(math.Abs(g-w) <= tol*math.Abs(w)) {
			t.Errorf("%s: %s = %.12g, published %.12g (relative %.1e)", label, name, g, w, math.Abs(g-w)/math.Abs(w))
		}
	}
}

func fitOne(t *testing.T, label string, s Sample, family string) *Fitted {
	t.Helper()
	f, err := FitFamily(s, family)
	if err != nil {
		t.Fatalf("%s: %v", label, err)
	}
	return f
}

func TestCensoredLifetimes(t *testing.T) {
	for _, name := range []string{
		"ball_bearings", "nist_handbook_weibull", "shock_absorber", "diesel_fan", "locomotive_control", "bearing_cage",
		"aircraft_air_conditioning_plane8", "kaplan_meier_6mp",
	} {
		s := loadStudy(t, name)
		for fit := range s.Fits {
			if fit == "kaplan_meier" {
				continue
			}
			compare(t, name+" "+fit, fitOne(t, name, s.lifetimes(t), fit), s.numbers(t, fit))
		}
	}
}

// Competing modes: failures of the other mode are censored. The published fit of both modes together counts the eight suspended
// units as failed at the end of the test; the same is done here.
func TestCompetingModes(t *testing.T) {
	s := loadStudy(t, "device_g_modes")
	for group, node := range s.Fits {
		var sample Sample
		for _, row := range s.rows(t) {
			x := number(t, row["time"])
			if row["mode"] == group || group == "both_modes_together" {
				sample = append(sample, Exact(x)...)
			} else {
				sample = append(sample, Right(x))
			}
		}
		var fits map[string]map[string]any
		if err := node.Decode(&fits); err != nil {
			t.Fatal(err)
		}
		for fit, all := range fits {
			compare(t, group+" "+fit, fitOne(t, group, sample, fit), floats(all))
		}
	}
}

// Inspections: nothing is known exactly.
func TestInspections(t *testing.T) {
	s := loadStudy(t, "turbine_wheel_inspection")
	var sample Sample
	for _, row := range s.rows(t) {
		o := Right(number(t, row["time"]))
		if row["found"] == "cracked" {
			o = Left(number(t, row["time"]))
		}
		o.Count = int(number(t, row["count"]))
		sample = append(sample, o)
	}
	for fit := range s.Fits {
		compare(t, fit, fitOne(t, fit, sample, fit), s.numbers(t, fit))
	}
}

// TestProductLimit compares with the table of 6-MP: survival to 9 decimals, Greenwood's errors to the 4 that are printed.
func TestProductLimit(t *testing.T) {
	s := loadStudy(t, "kaplan_meier_6mp")
	var want struct {
		Time     []float64
		Survival []float64
		SD       []float64 `yaml:"std_err_greenwood"`
	}
	node := s.Fits["kaplan_meier"]
	if err := node.Decode(&want); err != nil {
		t.Fatal(err)
	}
	km, err := KaplanMeier(s.lifetimes(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(km.Time) != len(want.Time) {
		t.Fatalf("times %v, want %v", km.Time, want.Time)
	}
	for i := range want.Time {
		if km.Time[i] != want.Time[i] || math.Abs(km.Survival[i]-want.Survival[i]) > 6e-10 || math.Abs(km.SD[i]-want.SD[i]) > 6e-5 {
			t.Errorf("at %g: survival %.10f sd %.5f, want %.10f and %.4f", km.Time[i], km.Survival[i], km.SD[i], want.Survival[i], want.SD[i])
		}
	}
}

func TestRepairs(t *testing.T) {
	s := loadStudy(t, "submarine_diesel_repairs")
	h := History{End: 25.5181}
	for _, row := range s.rows(t) {
		h.Events = append(h.Events, number(t, row["time"]))
	}
	near := func(what string, got, want, tol float64) {
		t.Helper()
		if !(math.Abs(got-want) <= tol*math.Abs(want)) {
			t.Errorf("%s = %.12g, want %.12g", what, got, want)
		}
	}
	p, err := PowerLaw([]History{h})
	if err != nil {
		t.Fatal(err)
	}
	w := s.numbers(t, "nhpp_power_law")
	near("beta", p.Value[0], w["beta"], 1e-10)
	near("eta", p.Value[1], w["eta"], 1e-10)
	near("loglik", p.LogLik, w["loglik"], 1e-10)
	near("sd of beta", p.SD[0], p.Value[0]/math.Sqrt(71), 1e-12) // exact for one history
	p, err = LogLinear([]History{h})
	if err != nil {
		t.Fatal(err)
	}
	w = s.numbers(t, "nhpp_log_linear")
	near("g0", p.Value[0], w["g0"], 1e-9)
	near("g1", p.Value[1], w["g1"], 1e-9)
	near("loglik", p.LogLik, w["loglik"], 1e-10)
	trend, err := TrendTest([]History{h})
	if err != nil {
		t.Fatal(err)
	}
	near("Laplace", trend.Laplace, 7.59595406, 1e-8)
	near("chi2", trend.Chi2, 51.443503, 1e-7)
	if trend.DOF != 142 || trend.LaplaceP > 1e-12 || trend.Chi2P > 1e-10 {
		t.Errorf("trend %+v", trend)
	}
}

// TestFleet: the planes differ (Scholz and Stephens, table 4), so pooling is refused; pooled fits are compared all the same.
func TestFleet(t *testing.T) {
	s := loadStudy(t, "aircraft_air_conditioning_fleet")
	planes := make([][]float64, 14)
	var all []float64
	for _, row := range s.rows(t) {
		x := number(t, row["time"])
		i := int(number(t, row["plane"])) - 1
		planes[i] = append(planes[i], x)
		all = append(all, x)
	}
	p, err := SamePopulation(planes)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(p.Statistic-3.288) > 5e-4 || math.Abs(p.Midrank-3.294) > 5e-4 || p.P < 0.002 || p.P > 0.006 {
		t.Errorf("statistic %.4f, midrank %.4f, p %.5f; published 3.288, 3.294, about 0.0041", p.Statistic, p.Midrank, p.P)
	}
	compare(t, "pooled", fitOne(t, "pooled", Exact(all...), "exponential"), map[string]float64{"mean": 90.5219512195, "loglik": -1128.64643712})
	compare(t, "pooled", fitOne(t, "pooled", Exact(all...), "weibull"), map[string]float64{"shape": 0.928964427567, "scale": 87.2700930846, "loglik": -1127.64587596})
}
