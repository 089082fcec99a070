// Package fetch asks the processor to bring memory into its cache before it is read. Nothing but speed depends on it; on processors
// other than amd64 and arm64 it does nothing.
package fetch

// Size is the number of bytes that are brought in together.
const Size = 64

// Most is how many lines fit on a card.
const Most = 15

const (
	group = 5 // lines that are asked for in one go
	scale = 8 // bytes
)

// Card names lines of memory. It fills one line itself.
type Card struct {
	groups uint32
	line   [Most]uint32 // from the base, in units of scale; the last one again and again to fill a group
}

// NewCard makes a card of lines that stand at or behind base, of which only Most are kept.
func NewCard(lines []uintptr, base uintptr) (c Card) {
	lines = lines[:min(len(lines), Most)]
	c.groups = uint32(len(lines)+group-1) / group
	for i := range c.line[:c.groups*group] {
		c.line[i] = uint32((lines[min(i, len(lines)-1)] - base) / scale)
	}
	return c
}

// Has reports whether the line of p is on a card.
func (c *Card) Has(p, base uintptr) bool {
	for _, x := range c.line[:c.groups*group] {
		if at := base + uintptr(x)*scale; at <= p && p < at+Size {
			return true
		}
	}
	return false
}
