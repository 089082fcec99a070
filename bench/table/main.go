// Command table reads the lines that bench/des, bench/ode and the programs of the
// peers print, round after round, and writes their ratios to plantwin as Markdown.
// Ratios are taken within a round and their median over the rounds is shown, so
// that what else the machine does falls on both sides. Seconds are never shown.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// line is one line of a program: key=value words.
type line map[string]string

// leading is a number at the start of a value such as 2171854customers/s.
var leading = regexp.MustCompile(`^[-+]?[0-9.]+(e[-+]?[0-9]+)?`)

// number is the number at the start of a value; ok says whether there is one.
func (l line) number(key string) (v float64, ok bool) {
	v, err := strconv.ParseFloat(leading.FindString(l[key]), 64)
	return v, err == nil
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "table:", err)
		os.Exit(1)
	}
}

func run(r io.Reader, w io.Writer) error {
	rates, solves, err := read(r)
	if err != nil {
		return err
	}
	writeRates(w, rates)
	for _, target := range []float64{1e-4, 1e-6} {
		writeEqual(w, solves, target)
	}
	writeHybrid(w, solves)
	writeSteps(w, solves)
	return nil
}

// read sorts the lines by what they are about: rates by workload, solves by case.
func read(r io.Reader) (rates, solves []line, err error) {
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		l := line{}
		for word := range strings.FieldsSeq(sc.Text()) {
			if k, v, ok := strings.Cut(word, "="); ok {
				l[k] = v
			}
		}
		switch {
		case l["workload"] != "":
			rates = append(rates, l)
		case l["case"] != "":
			solves = append(solves, l)
		}
	}
	return rates, solves, sc.Err()
}

// distinct are the values of a key in order of appearance, plantwin first.
func distinct(lines []line, key string) []string {
	var out []string
	for _, l := range lines {
		if v := l[key]; !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	if i := slices.Index(out, ours); i > 0 {
		out = slices.Insert(slices.Delete(out, i, i+1), 0, ours)
	}
	return out
}

// ours is the peer that all are compared with.
const ours = "plantwin"

// median is that of values, which it sorts; false if there are none.
func median(values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2, true
}

// short writes a ratio with three digits.
func short(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// header writes a title, the head of a table and its rule.
func header(w io.Writer, title string, columns []string) {
	fmt.Fprintf(w, "\n%s\n\n| %s |\n|---|%s\n", title, strings.Join(columns, " | "), strings.Repeat("--:|", len(columns)-1))
}
