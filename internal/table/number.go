package table

import (
	"math"
	"strconv"
	"strings"
)

// cellKind is what a cell can be read as.
type cellKind uint8

const (
	cellNumber cellKind = iota
	cellEmpty           // nothing, or a word for nothing
	cellText
)

// nothing are the words that recorders write for a missing number, in lower case.
var nothing = map[string]bool{"": true, "nan": true, "na": true, "n/a": true, "#n/a": true, "null": true, "none": true, "-": true}

// parseCell reads a cell as a number: decimal digits with a point and an exponent, or inf. Spaces around it are ignored. The
// value is NaN unless the kind is cellNumber.
func parseCell(s string) (float64, cellKind) {
	s = strings.TrimSpace(s)
	if len(s) <= 4 && nothing[strings.ToLower(s)] {
		return math.NaN(), cellEmpty
	}
	if !decimal(s) {
		return math.NaN(), cellText
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil { // 1e999: no finite number, and no infinity was written
		return math.NaN(), cellText
	}
	return v, cellNumber
}

// parse is parseCell for a cell of this table.
func (t *Table) parse(s string) (float64, cellKind) {
	if t.comma {
		s = pointed(s)
	}
	return parseCell(s)
}

// pointed gives a number with one comma and no point a decimal point; other texts are left alone.
func pointed(s string) string {
	if strings.Count(s, ",") != 1 || strings.Contains(s, ".") {
		return s
	}
	return strings.Replace(s, ",", ".", 1)
}

// commas says whether commas in numbers are decimal commas: some number has one, none has a point, and they do not all look like the
// thousands of 1,250.
func (t *Table) commas() bool {
	some, thousands := false, true
	for i := range t.Columns {
		for _, s := range t.Columns[i].Text {
			at := strings.IndexAny(s, ",.")
			if at < 0 {
				continue
			}
			if _, kind := parseCell(pointed(s)); kind != cellNumber {
				continue
			}
			if s[at] == '.' {
				return false
			}
			some = true
			whole, part := strings.TrimLeft(s[:at], " +-"), strings.TrimSpace(s[at+1:])
			thousands = thousands && len(part) == 3 && allDigits(part) && len(whole) <= 3 && whole != "" && whole[0] != '0'
		}
	}
	return some && !thousands
}

// decimal says whether s is a decimal number or an infinity; it keeps out the hexadecimal forms and underscores of Go.
func decimal(s string) bool {
	t := strings.TrimLeft(s, "+-")
	if len(s)-len(t) > 1 {
		return false
	}
	if strings.EqualFold(t, "inf") {
		return true
	}
	digits, i := 0, 0
	for ; i < len(t) && (isDigit(t[i]) || t[i] == '.'); i++ {
		if isDigit(t[i]) {
			digits++
		}
	}
	if digits == 0 {
		return false
	}
	if i == len(t) {
		return true // two points are ParseFloat's to refuse
	}
	if t[i] != 'e' && t[i] != 'E' {
		return false
	}
	exp := t[i+1:]
	if exp != "" && (exp[0] == '+' || exp[0] == '-') {
		exp = exp[1:]
	}
	return exp != "" && allDigits(exp)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// numberHint says what to do about a cell that is no number.
func numberHint(s string) string {
	s = strings.TrimSpace(s)
	if strings.Count(s, ",") == 1 {
		if _, kind := parseCell(strings.Replace(s, ",", ".", 1)); kind == cellNumber {
			return "write a decimal point"
		}
	}
	if i := strings.IndexByte(s, ' '); i > 0 {
		if _, kind := parseCell(s[:i]); kind == cellNumber {
			return "the unit stands in the scenario, not in the cells"
		}
	}
	return "leave a missing reading empty"
}

// FormatFloat gives the shortest decimal form that reads back to the same bits: plain digits for magnitudes from 1e-5 to below
// 1e15, an exponent beyond. NaN gives "", the missing cell.
func FormatFloat(v float64) string {
	a := math.Abs(v)
	switch {
	case math.IsNaN(v):
		return ""
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+")
	case a == 0 || (a >= 1e-5 && a < 1e15):
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'e', -1, 64)
}
