package plant

import (
	"errors"
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
	"github.com/plantwin/plantwin/internal/unit"
)

// unitFault reports what package unit says of a value or of a unit; without a
// hint of its own an example of what is due is one.
func (c *compiler) unitFault(n *source.Node, of string, due unit.Dim, err error) {
	var e *unit.Error
	if !errors.As(err, &e) {
		e = &unit.Error{Msg: err.Error()}
	}
	if e.Hint == "" {
		e.Hint = "write it like " + unit.Example(due)
	}
	c.faults.At(n, e.Hint, "%s: %s", of, e.Msg)
}

// parted takes the advice in brackets at the end of a message off it.
func parted(msg, advice string) (text, hint string) {
	if i := strings.LastIndex(msg, " ("); i > 0 && strings.HasSuffix(msg, ")") {
		return msg[:i], msg[i+2 : len(msg)-1]
	}
	return msg, advice
}

func list(names []string) string { return strings.Join(names, " ") }

// trim writes a number with at most eight digits.
func trim(v float64) string { return strconv.FormatFloat(v, 'g', 8, 64) }

// get is n.Get for a node that may be missing.
func get(n *source.Node, key string) *source.Node {
	if n == nil {
		return nil
	}
	return n.Get(key)
}

// keys are those of a mapping that may be missing.
func keys(n *source.Node) []*source.Node {
	if n == nil {
		return nil
	}
	return n.Keys
}

// textOf is the text of a scalar that may be missing.
func textOf(n *source.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}
