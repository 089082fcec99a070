package main

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
)

// reference is what is known of a problem's solution at its end.
type reference struct {
	value, scale []float64 // of each variable: r_i and a_i
	events       []float64 // [s]
}

// readRefs reads the peers' refs.txt: name, number of variables, number of
// events; a value and a scale for each variable; the times of the events. An
// empty path gives none.
func readRefs(path string) (map[string]*reference, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	words := strings.Fields(string(data))
	next := func() string {
		if len(words) == 0 {
			return ""
		}
		w := words[0]
		words = words[1:]
		return w
	}
	number := func() float64 {
		v, e := strconv.ParseFloat(next(), 64)
		if e != nil && err == nil {
			err = fmt.Errorf("%s: %w", path, e)
		}
		return v
	}
	out := map[string]*reference{}
	for len(words) > 0 && err == nil {
		name := next()
		ny, ne := int(number()), int(number())
		if ny < 0 || ne < 0 || 2*ny+ne > len(words) {
			return nil, fmt.Errorf("%s: %s is cut short", path, name)
		}
		r := &reference{}
		for range ny {
			r.value = append(r.value, number())
			r.scale = append(r.scale, number())
		}
		for range ne {
			r.events = append(r.events, number())
		}
		out[name] = r
	}
	// The unit of time of robertson is scaled, which leaves the end state as it is.
	return out, err
}

// endError is max_i |y_i - r_i| / (|r_i| + a_i); +Inf where y is short.
func (r *reference) endError(y []float64) float64 {
	if len(y) < len(r.value) {
		return math.Inf(1)
	}
	worst := 0.0
	for i, v := range r.value {
		if e := math.Abs(y[i]-v) / (math.Abs(v) + r.scale[i]); !(e <= worst) {
			worst = e
		}
	}
	return worst
}

// eventError is max_k |t_k - r_k| over the horizon [s], for the events found.
func (r *reference) eventError(t []float64, horizon float64) float64 {
	worst := 0.0
	for k := range min(len(t), len(r.events)) {
		worst = max(worst, math.Abs(t[k]-r.events[k])/horizon)
	}
	return worst
}
