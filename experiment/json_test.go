package experiment

import (
	"encoding/json"
	"math"
	"testing"
)

// Rows of --json bear the names of the tables' columns, and a missing value,
// such as the interval of a single replication, is null.
func TestRowsAsJSON(t *testing.T) {
	nan := math.NaN()
	for want, row := range map[string]any{
		`{"variant":"a \"b\"","measure":"m","unit":"1/h","mean":1.5,"half_width":null,"sd":null,"replications":1}`: KPI{`a "b"`, "m", "1/h", 1.5, nan, nan, 1},
		`[{"variant":"b","against":"a","measure":"m","unit":"","difference":-2,"half_width":0.5}]`:                 []Comparison{{"b", "a", "m", "", -2, 0.5}},
		`{"fit":"f","trial":"","parameter":"oil.UA","unit":"W/K","value":3,"low":null,"high":null,"bound":"max"}`:  Parameter{"f", "", "oil.UA", "W/K", 3, nan, nan, "max"},
		`{"variant":"a","replication":2,"seed":18446744073709551615,"t_s":7,"asset":"x","message":"stuck"}`:        Failure{"a", 2, math.MaxUint64, 7, "x", "stuck"},
	} {
		got, err := json.Marshal(row)
		if err != nil || string(got) != want {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
}
