package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/plant/line"
	"github.com/plantwin/plantwin/scenarios"
)

// Exactly the statistics of the reference can be written behind signals of each
// sort.
func TestStatistics(t *testing.T) {
	signal := map[line.Sort]string{line.Level: "press.queued", line.Count: "press.done", line.Sample: "out.lead_time", line.Ratio: "press.oee", line.Amount: "press.cost"}
	for _, s := range statistics {
		allowed := map[string]bool{}
		for _, name := range s.list {
			allowed[name] = true
		}
		for _, name := range append(strings.Fields("mean total min max sd last count rate p01 p50 p99"), "p00", "p100", "median") {
			text := strings.Replace(small, "value: plant.throughput, unit: 1/h", fmt.Sprintf("value: %s.%s", signal[s.sort], name), 1)
			sc, err := scenarios.Parse(&source.File{Name: "s.yaml", Data: []byte(text)}, nil)
			if err = examine(sc, err); (err == nil) != allowed[name] {
				t.Errorf("%s.%s: %v", signal[s.sort], name, err)
			}
		}
	}
}
