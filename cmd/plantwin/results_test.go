package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/experiment"
)

const resultsFile = "../../docs/results.md"

// tablesAbout says what a row of each table is.
var tablesAbout = map[string]string{
	"kpis": "a measure of a variant", "runs": "a measure of one replication", "compare": "a measure of a variant less that of the reference",
	"states": "the share of time of an asset in a state", "series": "a stretch of the course of a signal, in the first replication of each variant",
	"estimates": "a number that was fitted", "failures": "a replication that failed", "fit_series": "a reading beside the fitted model (with fits to series)",
	"fingerprints": "a replication, with the hash of all its events",
	"selection":    "a variant that breaks no limit: whether it cannot be told from the best (with two or more)",
	"designs":      "the value of a factor in a setting of an experiment", "sweep": "a measure of a setting",
	"sweep_runs": "a measure of one replication of a setting", "effects": "what a factor does to a measure",
	"search":      "a step of a search",
	"periods":     "a measure of a variant over one period of its runs (with `run.periods`)",
	"bottlenecks": "how much of the time an asset was the bottleneck, in the first replication of each variant",
	"costs":       "money, energy or carbon of an asset for a product (with a section `costs`)",
	"trips":       "the trips of a fleet from one place to another in each replication (with fleets)",
	"replay":      "a change in a window of the first replication, of the reference and of the winner: where a part is, what an asset does, how a vehicle moves",
	"events":      "the work of an asset on a part, or a time down, in the first replication of each variant (with `--events`)",
	"fit_samples": "a duration from a log (with fits to logs)", "fit_curves": "a point of a fitted distribution function (with fits to logs)",
}

// The page on results names the tables and columns that the program writes.
func TestResultTables(t *testing.T) {
	res := &experiment.Result{Periods: make([]experiment.PeriodValue, 1), Bottlenecks: make([]experiment.Bottleneck, 1), Costs: make([]experiment.Cost, 1), Trips: make([]experiment.Trips, 1), Replay: make([]experiment.Moment, 1), Prints: make([]experiment.Fingerprint, 1), Selection: make([]experiment.Selected, 1), Designs: make([]experiment.DesignValue, 1),
		Sweep: make([]experiment.SweepKPI, 1), SweepRuns: make([]experiment.SweepRun, 1), Effects: make([]experiment.Effect, 1),
		Search: make([]experiment.SearchStep, 1), Events: make([]experiment.Event, 1), Evidence: experiment.Evidence{Points: make([]experiment.FitPoint, 1), Samples: make([]experiment.FitSample, 1), Curves: make([]experiment.CurvePoint, 1)}}
	var b strings.Builder
	b.WriteString("-->\n| table | a row is | columns |\n| --- | --- | --- |\n")
	for _, x := range res.Tables() {
		var names []string
		for i := range x.Columns {
			names = append(names, "`"+x.Columns[i].Name+"`")
		}
		if tablesAbout[x.Name] == "" {
			t.Errorf("nothing is said about the table %s", x.Name)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", x.Name, tablesAbout[x.Name], strings.Join(names, " "))
	}
	b.WriteString("<!-- end -->")
	page, err := os.ReadFile(resultsFile)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		page = regexp.MustCompile(`(?s)-->\n.*?<!-- end -->`).ReplaceAllLiteral(page, []byte(b.String()))
		if err := os.WriteFile(resultsFile, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(string(page), b.String()) {
		t.Error("docs/results.md names other tables than the program writes: go test ./cmd/plantwin -run TestResultTables -update")
	}
}
