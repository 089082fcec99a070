package sim

import "time"

// Part is a work piece, 32 bytes in one arena. Indices start at 1 and are
// reused; 0 is no part. A part stands in at most one queue, linked by Next.
type Part struct {
	// Born is when the part entered the plant, Entered when it came to Holder.
	Born, Entered time.Duration
	// Type and Holder are the units' own; Child is the first part in a batch
	// or assembly, linked by Next.
	Type, Holder, Next, Child int32
}

// parts is the arena: records, serial numbers and float columns.
type parts struct {
	recs    []Part
	serial  []int64 // 0 for a free record
	cols    [][]float64
	free    int32 // linked by Next
	live    int64
	created int64
}

func (a *parts) reset(columns int) {
	*a = parts{recs: make([]Part, 1), serial: make([]int64, 1), cols: make([][]float64, columns)}
	for i := range a.cols {
		a.cols[i] = make([]float64, 1)
	}
}

// NewPart makes a part of a type, born now, with attributes 0. The pointer of
// an earlier call of Part may be stale afterwards. Cost: O(1), no allocation
// once the arena is large enough.
func (s *State) NewPart(typ int32) int32 {
	a := &s.kept.parts
	i := a.free
	if i == 0 {
		i = a.grow()
	}
	r := &a.recs[i]
	a.free = r.Next
	for _, c := range a.cols {
		c[i] = 0
	}
	a.live++
	a.created++
	a.serial[i] = a.created
	*r = Part{Born: s.Now, Entered: s.Now, Type: typ}
	return i
}

// grow is a fresh record.
func (a *parts) grow() int32 {
	a.recs = append(a.recs, Part{})
	a.serial = append(a.serial, 0)
	for k := range a.cols {
		a.cols[k] = append(a.cols[k], 0)
	}
	return int32(len(a.recs) - 1)
}

// FreePart gives the part back. Its children are not freed.
func (s *State) FreePart(p int32) {
	a := &s.kept.parts
	a.recs[p] = Part{Next: a.free}
	a.serial[p] = 0
	a.free = p
	a.live--
}

// Part is the record of part p, valid until the next NewPart.
func (s *State) Part(p int32) *Part { return &s.kept.parts.recs[p] }

// PartSerial is the number of part p in order of making, from 1; 0 for none.
func (s *State) PartSerial(p int32) int64 { return s.kept.parts.serial[p] }

// Parts is how many parts there are now, and how many have been made.
func (s *State) Parts() (inside, made int64) { return s.kept.parts.live, s.kept.parts.created }

// Attr is the value in attribute column col of part p.
func (s *State) Attr(col, p int32) float64 { return s.kept.parts.cols[col][p] }

// SetAttr sets the value in attribute column col of part p.
func (s *State) SetAttr(col, p int32, v float64) { s.kept.parts.cols[col][p] = v }

// CopyAttrs gives part to the attributes of part from.
func (s *State) CopyAttrs(from, to int32) {
	for _, c := range s.kept.parts.cols {
		c[to] = c[from]
	}
}

// check says what is wrong with an arena that was read from a file.
func (a *parts) check() string {
	n := len(a.recs)
	if n == 0 || len(a.serial) != n || a.live < 0 || a.live >= int64(n) {
		return "parts"
	}
	for _, c := range a.cols {
		if len(c) != n {
			return "attributes of parts"
		}
	}
	steps := 0
	for i := a.free; i != 0; i = a.recs[i].Next {
		if i < 0 || int(i) >= n || steps > n {
			return "list of free parts"
		}
		steps++
	}
	return ""
}
