// Package fetch asks the processor to bring memory into its cache before it is read. Nothing but speed depends on it; on processors
// other than amd64 and arm64 it does nothing.
package fetch

// Size is the number of bytes that are brought in together.
const Size = 64

// Most is how many lines fit on a card.
const Most = 15

// Card names the lines of memory that belong to one thing: line i stands at base + Line[i]*Size. It fills one line itself.
type Card struct {
	N    uint32
	Line [Most]uint32
}
