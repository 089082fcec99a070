package main

import (
	"math"
	"strings"
	"testing"
)

const rounds = `workload=mm1 peer=slow n=10 seconds=1 rate=100customers/s events_per_s=200 check=x
workload=mm1 peer=plantwin n=10 seconds=1 rate=300customers/s events_per_s=200 check=x
workload=mm1 peer=slow n=10 seconds=1 rate=100customers/s events_per_s=200 check=x
workload=hold100 peer=slow n=10 rate=50events/s
workload=mm1 peer=plantwin n=10 seconds=1 rate=500customers/s events_per_s=200 check=x
workload=hold100 peer=plantwin n=10 rate=100events/s
case=a peer=plantwin rtol=1e-04 seconds=1e-3 err=1e-3
case=a peer=plantwin rtol=1e-06 seconds=1e-2 err=1e-5
case=a peer=other rtol=1e-04 seconds=2e-3 net=1e-3 err=1e-2
case=a peer=other rtol=1e-06 seconds=2e-1 net=1e-1 err=1e-4
case=a peer=other rtol=1e-08 status=failed
`

// TestTable: 300/100 and 500/100 have the median 4; ours reaches 1e-4 half-way in
// logarithms, at 10^-2.5 s, the other at 0.1 s.
func TestTable(t *testing.T) {
	var w strings.Builder
	if err := run(strings.NewReader(rounds), &w); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"| peer | mm1 | hold100 |", "| slow | 4.00 (3.00-5.00) | 2.00 |", "| a | 31.6 |"} {
		if !strings.Contains(w.String(), want) {
			t.Errorf("no %q in\n%s", want, w.String())
		}
	}
}

// TestAt: a point that is dearer and worse is left out; beyond the ends there is a
// bound or nothing.
func TestAt(t *testing.T) {
	c := curve{{1e-3, 1}, {1e-2, 3}, {1e-5, 100}}.front()
	if len(c) != 2 {
		t.Fatalf("%v", c)
	}
	if s, bound, ok := c.at(1e-4); !ok || bound || math.Abs(s-10) > 1e-12 {
		t.Errorf("%g %v %v", s, bound, ok)
	}
	if s, bound, ok := c.at(1); s != 1 || !bound || !ok {
		t.Errorf("%g %v %v", s, bound, ok)
	}
	if _, _, ok := c.at(1e-6); ok {
		t.Error("reached")
	}
}
