package experiment

import (
	"math"
	"regexp"
	"strings"
	"testing"
)

// bookOf has one measure "throughput" with these replications for each variant, and "hottest" from the second list.
func bookOf(better int, throughput [][]float64, hottest [][]float64) *book {
	s := fakeStudy()
	s.Measures = []Measure{{Name: "hottest", Unit: "degC", Max: new(75.0)}, {Name: "throughput", Unit: "1/h", Better: better}}
	titles := []string{"base", "bigger cooler", "second press"}
	var picked []int
	for i := range throughput {
		s.Variants = append(s.Variants, Variant{Title: titles[i], Measures: []string{"hottest", "throughput"}})
		picked = append(picked, i)
	}
	b := newBook(s, picked)
	for i := range throughput {
		for k := range throughput[i] {
			h := 60.0
			if hottest != nil {
				h = hottest[i][k]
			}
			b.add(i, &Outcome{Values: []float64{h, throughput[i][k]}})
		}
	}
	return b
}

func TestDecisions(t *testing.T) {
	nan := math.NaN()
	base := []float64{80, 81, 79, 80}
	more := []float64{84.1, 84.9, 83.1, 83.9}  // +4.1, 3.9, 4.1, 3.9: 4 ± 0.18
	most := []float64{90, 91, 89, 90}          // +10 exactly
	same := []float64{80.5, 80.8, 79.1, 79.8}  // +0.5, -0.2, 0.1, -0.2: 0.05 ± 0.53; (1.974 * 0.3317 / 0.05)^2 = 171.5 replications
	close := []float64{84.2, 84.7, 83.4, 83.9} // against more: 0.1, -0.2, 0.3, 0
	hot := [][]float64{{60, 60, 60, 60}, {60, 60, 60, 60}, {78, 79, 78, 79}}
	allHot := [][]float64{{78, 79, 78, 79}, {78, 79, 78, 79}, {78, 79, 78, 79}}
	baseHot := [][]float64{{78, 79, 78, 79}, {60, 60, 60, 60}, {60, 60, 60, 60}}
	for _, c := range []struct {
		name           string
		better         int
		values, hot    [][]float64
		winner, starts string
		notes          []string
	}{
		{"clear", 1, [][]float64{base, more, most}, nil, "second press",
			"Choose “second press”: it raises throughput by 10 per h (12 %) against “base”, to 90.0 per h.", nil},
		{"clear, lower is better", -1, [][]float64{most, more, base}, nil, "second press",
			"Choose “second press”: it lowers throughput by 10 per h (11 %) against “base”, to 80.0 per h.", nil},
		{"a limit is in the way", 1, [][]float64{base, more, most}, hot, "bigger cooler",
			"Choose “bigger cooler”: it raises throughput by 4.00 ± 0.18 per h (5 %) against “base”, to 84.0 per h.",
			[]string{"“second press” cannot win: hottest at 78.5 ± 0.9 °C, at most 75 °C is allowed."}},
		{"no clear difference", 1, [][]float64{base, same}, nil, "base",
			"Keep “base”: no variant raises throughput (80.0 ± 1.3 per h) by more than chance explains.",
			[]string{"“bigger cooler” against “base”: 0.0 ± 0.5 per h of throughput is not distinguishable from zero; about 172 replications instead of 4 would tell if the difference is real."}},
		{"others are worse", 1, [][]float64{most, more, base}, nil, "base", "Keep “base”: no other variant raises throughput (90.0 ± 1.3 per h).", nil},
		{"a rival", 1, [][]float64{base, more, close}, nil, "second press", "Choose “second press”: it raises throughput by 4.1 ± 0.6 per h",
			[]string{"“bigger cooler” cannot be told apart from “second press” (−0.1 ± 0.4 per h of throughput)"}},
		{"all break the limit", 1, [][]float64{base, more, most}, allHot, "", "No variant can be advised: each one breaks a limit.", nil},
		{"one breaks the limit, the others failed", 1, [][]float64{base, {nan, nan}}, allHot[:2], "", "No variant can be advised: those that gave a value of throughput break a limit.", nil},
		{"the reference breaks it", 1, [][]float64{base, more, most}, baseHot, "second press",
			"Choose “second press”: of the variants that keep all limits it has the highest throughput, 90.0 ± 1.3 per h; “base” does not keep them.", nil},
		{"alone", 1, [][]float64{base}, nil, "", "Throughput in “base”: 80.0 ± 1.3 per h.", nil},
		{"no values", 1, [][]float64{{nan, nan}, {nan, nan}}, nil, "", "No variant can be advised: no run gave a value of throughput.", nil},
		{"not ranked", 0, [][]float64{base, more}, nil, "", "The variants are not ranked: no measure says", nil},
		{"not ranked, alone", 0, [][]float64{base}, nil, "", "Figures of “base”: nothing is compared with it.", nil},
		{"failed, not ranked", 0, [][]float64{{nan, nan}}, [][]float64{{nan, nan}}, "", "No run of “base” came to its end.", nil},
		{"one replication", 1, [][]float64{{80}, {84}}, nil, "base", "Keep “base”: no variant raises throughput (80 per h) by more than chance explains.",
			[]string{"“bigger cooler” against “base”: +4 per h of throughput is not distinguishable from zero; a single replication cannot tell, ask for at least two."}},
	} {
		d, _ := bookOf(c.better, c.values, c.hot).decide()
		if d.Winner != c.winner || !strings.HasPrefix(d.Sentence, c.starts) {
			t.Errorf("%s: %q wins: %s", c.name, d.Winner, d.Sentence)
		}
		if verb := regexp.MustCompile(`(?i)(^|: )(throughput|hottest) [a-z]+s\b`); verb.MatchString(d.Sentence + "\n" + strings.Join(d.Notes, "\n")) {
			t.Errorf("%s: a verb follows the name of a measure, which may be a plural: %s %q", c.name, d.Sentence, d.Notes)
		}
		for _, n := range c.notes {
			if !strings.Contains(strings.Join(d.Notes, "\n"), n) {
				t.Errorf("%s: no note %q in\n%s", c.name, n, strings.Join(d.Notes, "\n"))
			}
		}
	}
}

func TestNothingRandomIsExact(t *testing.T) {
	b := bookOf(1, [][]float64{{80}, {84}}, nil)
	b.study.Plan.Random = false
	if d, _ := b.decide(); d.Winner != "bigger cooler" {
		t.Errorf("%+v", d)
	}
}

// A difference of shares is told in points, apart from its share of what it starts from.
func TestDifferenceOfShares(t *testing.T) {
	b := bookOf(-1, [][]float64{{76, 77, 75, 76}, {3, 4, 2, 3}}, nil)
	b.study.Measures[1].Unit = "%"
	if d, _ := b.decide(); !strings.Contains(d.Sentence, "it lowers throughput by 73 % points (96 %) against “base”, to 3.0 %.") {
		t.Error(d.Sentence)
	}
}

// What had not settled is said beside the decision, the first few by name.
func TestUnsettled(t *testing.T) {
	m := Manifest{Pilot: &Pilot{Unsettled: []string{"a", "b", "c", "d", "e", "f"}}}
	if text := m.Unsettled(); !strings.HasPrefix(text, "Not settled by half of the run: a, b, c, d and 2 more. Where more parts come than can be worked on,") {
		t.Error(text)
	}
	if text := (&Manifest{Pilot: &Pilot{}}).Unsettled() + (&Manifest{}).Unsettled(); text != "" {
		t.Error(text)
	}
}
