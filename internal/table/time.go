package table

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// ParseTime reads a time into civil nanoseconds since 1970-01-01 00:00. A time with a zone is taken to UTC; one without is taken as
// written. Forms: RFC 3339 with any fraction, and every shortening of it: a space in place of T, no seconds, no time of day, no
// zone, zones Z, UTC, +01, +0100, +01:00, slashes in the date; or a plain decimal number of seconds. Digits beyond nanoseconds are cut.
func ParseTime(text string) (int64, error) { return ParseTimeIn(text, time.UTC) }

// ParseTimeIn is ParseTime with times that carry a zone taken to the civil time of loc (plant time has no zone; zones belong to
// the import of data).
func ParseTimeIn(text string, loc *time.Location) (int64, error) {
	s := strings.TrimSpace(text)
	if decimal(s) {
		return parseSeconds(s)
	}
	p := timeParser{s: s}
	sec, nanos, zoned, ok := p.parse()
	if !ok {
		return 0, fmt.Errorf("%q is no time (write 2026-01-05 06:00:00, 2026-01-05T06:00:00.250Z, or seconds)", clip(text))
	}
	if zoned && loc != time.UTC {
		_, offset := time.Unix(sec, 0).In(loc).Zone()
		sec += int64(offset)
	}
	const most = math.MaxInt64/1_000_000_000 - 1 // [s]
	if sec > most || sec < -most {
		return 0, fmt.Errorf("the time %q is out of range (1678 to 2262)", clip(text))
	}
	return sec*1_000_000_000 + nanos, nil
}

// parseSeconds reads a decimal number of seconds; without an exponent it is exact to the nanosecond.
func parseSeconds(s string) (int64, error) {
	whole, frac, _ := strings.Cut(s, ".")
	if sec, err := strconv.ParseInt(whole, 10, 64); err == nil && len(frac) <= 9 && allDigits(frac) && sec < 9e9 && sec > -9e9 {
		nanos, _ := strconv.ParseInt((frac + "000000000")[:9], 10, 64)
		if whole[0] == '-' {
			nanos = -nanos
		}
		return sec*1_000_000_000 + nanos, nil
	}
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(math.Abs(v) < 9e9) {
		return 0, fmt.Errorf("the time %q is out of range (285 years in seconds)", clip(s))
	}
	return int64(math.RoundToEven(v * 1e9)), nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

// timeParser reads a date and time of day from left to right.
type timeParser struct {
	s string
	i int
}

// parse returns seconds since 1970 (in UTC where a zone was given) and nanoseconds from 0 to 999,999,999.
func (p *timeParser) parse() (sec, nanos int64, zoned, ok bool) {
	year, ok1 := p.digits(4)
	sep := p.peek()
	if !ok1 || (sep != '-' && sep != '/') {
		return 0, 0, false, false
	}
	p.i++
	month, ok1 := p.digits(2)
	if !ok1 || p.peek() != sep {
		return 0, 0, false, false
	}
	p.i++
	day, ok1 := p.digits(2)
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if !ok1 || month < 1 || month > 12 || date.Day() != day || day < 1 {
		return 0, 0, false, false
	}
	sec = date.Unix()
	if p.i == len(p.s) {
		return sec, 0, false, true
	}
	if c := p.peek(); c != 'T' && c != 't' && c != ' ' {
		return 0, 0, false, false
	}
	p.i++
	clock, nanos, ok := p.clock()
	if !ok {
		return 0, 0, false, false
	}
	offset, zoned, ok := p.zone()
	return sec + clock - offset, nanos, zoned, ok && p.i == len(p.s)
}

// clock reads hh:mm, hh:mm:ss or hh:mm:ss.fraction. Second 60 is a leap second, taken as the next one.
func (p *timeParser) clock() (sec, nanos int64, ok bool) {
	hour, ok1 := p.digits(2)
	if !ok1 || p.peek() != ':' {
		return 0, 0, false
	}
	p.i++
	minute, ok1 := p.digits(2)
	second := 0
	if p.peek() == ':' && ok1 {
		p.i++
		second, ok1 = p.digits(2)
	}
	if !ok1 || hour > 23 || minute > 59 || second > 60 {
		return 0, 0, false
	}
	if c := p.peek(); c == '.' || c == ',' {
		p.i++
		from := p.i
		for scale := int64(100_000_000); isDigit(p.peek()); p.i++ {
			nanos += scale * int64(p.peek()-'0')
			scale /= 10
		}
		if p.i == from {
			return 0, 0, false
		}
	}
	return int64(hour*3600 + minute*60 + second), nanos, true
}

// zone reads what stands behind the time of day and returns its offset from UTC [s].
func (p *timeParser) zone() (offset int64, zoned, ok bool) {
	rest := strings.TrimLeft(p.s[p.i:], " ")
	switch {
	case rest == "":
		p.i = len(p.s)
		return 0, false, true
	case rest == "Z" || rest == "z" || rest == "UTC" || rest == "GMT":
		p.i = len(p.s)
		return 0, true, true
	case rest[0] != '+' && rest[0] != '-':
		return 0, false, false
	}
	p.i = len(p.s) - len(rest) + 1
	hour, ok := p.digits(2)
	minute := 0
	if ok && p.i < len(p.s) {
		if p.peek() == ':' {
			p.i++
		}
		minute, ok = p.digits(2)
	}
	if !ok || hour > 23 || minute > 59 {
		return 0, false, false
	}
	offset = int64(hour*3600 + minute*60)
	if rest[0] == '-' {
		offset = -offset
	}
	return offset, true, true
}

// peek returns the next byte, 0 at the end.
func (p *timeParser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

// digits reads exactly n digits.
func (p *timeParser) digits(n int) (int, bool) {
	if p.i+n > len(p.s) || !allDigits(p.s[p.i:p.i+n]) {
		return 0, false
	}
	v, _ := strconv.Atoi(p.s[p.i : p.i+n])
	p.i += n
	return v, true
}

// Times returns a column of times as civil nanoseconds since 1970 (see [ParseTimeIn]; numbers are seconds) and a fault for each
// cell that is missing or no time, whose entry is 0 and whose row is in skip. An error means that there is no such column.
func (t *Table) Times(name string, loc *time.Location) (ns []int64, skip []int, bad []*Fault, err error) {
	i, err := t.Index(name)
	if err != nil {
		return nil, nil, nil, err
	}
	c := &t.Columns[i]
	if c.Text == nil && c.Len() > 0 {
		return nil, nil, nil, &Fault{Name: t.Name, Msg: fmt.Sprintf("the column %q holds no text to read times from", clip(name))}
	}
	ns = make([]int64, len(c.Text))
	for k, text := range c.Text {
		if c.Empty(k) {
			skip, bad = append(skip, k), append(bad, t.Fault(k, i, "the time is missing", "remove the row or complete it"))
			continue
		}
		v, perr := ParseTimeIn(text, loc)
		if perr != nil {
			skip, bad = append(skip, k), append(bad, t.Fault(k, i, perr.Error(), ""))
			continue
		}
		ns[k] = v
	}
	return ns, skip, bad, nil
}
