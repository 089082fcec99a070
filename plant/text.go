package plant

import (
	"strconv"
	"strings"

	"github.com/plantwin/plantwin/internal/source"
)

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
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
