package plant_test

import (
	"strings"
	"testing"
)

// A single value stands for the one setting of a group that has to be there.
func TestBatchBySizeAlone(t *testing.T) {
	const text = `plantwin: 1
name: batch
assets:
  in:   {kind: source, every: 10 s, to: oven}
  oven: {kind: machine, queue: 8, batch: %BATCH%, cycle: 30 s, to: out}
  out:  {kind: sink}
run: {for: 10 min, warmup: 0 s}
measure: {done: out.done, busy: oven.busy.mean}
`
	long := figures(t, strings.ReplaceAll(text, "%BATCH%", "{size: 4}"))
	short := figures(t, strings.ReplaceAll(text, "%BATCH%", "4"))
	if long["done"] == 0 || long["done"] != short["done"] || long["busy"] != short["busy"] {
		t.Errorf("batch: 4 gives %v, {size: 4} %v", short, long)
	}
}
