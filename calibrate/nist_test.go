package calibrate

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// reference gives a folder of reference data, or skips the test.
func reference(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("PLANTWIN_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	dir := filepath.Join(root, "reference", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no reference data at %s (set PLANTWIN_SHARED)", dir)
	}
	return dir
}

// records reads a CSV file into one map a row.
func records(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make([]map[string]string, len(rows)-1)
	for i, row := range rows[1:] {
		out[i] = map[string]string{}
		for j, cell := range row {
			out[i][rows[0][j]] = cell
		}
	}
	return out
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// nist is a problem of the NIST StRD nonlinear regression set.
type nist struct {
	Name       string
	Data       string
	Response   string
	Predictors []string
	Model      string
	Parameters []string
	Start1     []float64
	Start2     []float64
	Certified  struct {
		Values []float64
		StdDev []float64 `yaml:"std_dev"`
		RSS    float64
	}
}

// problem turns it into ours, with exact derivatives.
func (q *nist) problem(t *testing.T, dir string, start []float64) *Problem {
	rows := records(t, filepath.Join(dir, q.Data))
	n := len(q.Parameters)
	p := &Problem{Residuals: len(rows)}
	for j, name := range q.Parameters {
		p.Parameters = append(p.Parameters, Parameter{Name: name, Start: start[j]})
	}
	y := make([]float64, len(rows))
	xs := make([][]float64, len(rows))
	for i, row := range rows {
		y[i] = number(t, row["y"])
		if q.Response == "log(y)" {
			y[i] = math.Log(y[i])
		}
		for _, name := range q.Predictors {
			xs[i] = append(xs[i], number(t, row[name]))
		}
	}
	f := &formula{text: strings.ReplaceAll(q.Model, " ", ""), names: map[string]dual{}, n: n}
	p.Eval = func(x, r, jac []float64) error {
		for j, name := range q.Parameters {
			d := make([]float64, n)
			d[j] = 1
			f.names[name] = dual{x[j], d}
		}
		for i := range r {
			for k, name := range q.Predictors {
				f.names[name] = dual{xs[i][k], make([]float64, n)}
			}
			v := f.eval()
			r[i] = v.v - y[i]
			if jac != nil {
				copy(jac[i*n:], v.d)
			}
		}
		return nil
	}
	return p
}

// lre is the log relative error of the worst element, in 0..11.
func lre(got, want []float64) float64 {
	worst := 11.0
	for i := range want {
		e := math.Abs(got[i] - want[i])
		if want[i] != 0 {
			e /= math.Abs(want[i])
		}
		d := -math.Log10(e)
		if math.IsNaN(e) {
			d = 0
		}
		worst = math.Min(worst, math.Max(0, d))
	}
	return worst
}

// TestNIST runs every problem from both starts with the same zero Options. Certified values carry 11 digits; what is lost below
// that is the rounding of the residuals (in Lanczos2 they are 1e-7 of the data).
func TestNIST(t *testing.T) {
	dir := reference(t, "nist")
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal("no problems in", dir)
	}
	sum, runs := 0.0, 0
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var q nist
		if err := yaml.Unmarshal(text, &q); err != nil {
			t.Fatal(err)
		}
		for k, start := range [][]float64{q.Start1, q.Start2} {
			e, err := LeastSquares(q.problem(t, dir, start), Options{})
			if err != nil {
				t.Errorf("%s start %d: %v", q.Name, k+1, err)
				continue
			}
			par, sd, rss := lre(e.X, q.Certified.Values), lre(e.SD, q.Certified.StdDev), lre([]float64{e.RSS}, []float64{q.Certified.RSS})
			t.Logf("%-9s start %d: values %5.2f  sd %5.2f  rss %5.2f  steps %4d + %2d, evaluations %4d, condition %.1e, %v",
				q.Name, k+1, par, sd, rss, e.Iterations, e.Polish, e.Evals, e.Condition, e.Reason)
			if par < 4 || sd < 4 {
				t.Errorf("%s start %d: %.2f digits of the values, %.2f of the standard deviations; x = %v", q.Name, k+1, par, sd, e.X)
			}
			sum += par
			runs++
		}
	}
	mean := sum / float64(runs)
	t.Logf("mean log relative error %.3f over %d runs", mean, runs)
	if mean < 9.3 {
		t.Errorf("mean log relative error %.3f, want 9.3", mean)
	}
}
