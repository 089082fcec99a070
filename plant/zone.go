package plant

import (
	"math"
	"time"
	_ "time/tzdata" // zones, where the machine has none

	"github.com/plantwin/plantwin/internal/source"
)

// readZone reads run.zone: the zone whose civil time the plant goes by. Plant time itself knows no daylight saving: a shift
// begins at the same hour all year. The zone says what civil time a date in recorded data is that carries a zone of its own.
func (c *compiler) readZone(n *source.Node) {
	if n == nil {
		return
	}
	z, err := time.LoadLocation(n.Text)
	if err != nil || n.Kind != source.Scalar || n.Text == "" || n.Text == "Local" {
		c.faults.At(n, "write a name such as Europe/Berlin", "run.zone: there is no time zone %s", what(n))
		return
	}
	c.zone = z
}

// onceOnly takes out of a course of dated values those that do not come after all before them: the hour that civil time has
// twice at the end of daylight saving counts once.
func (c *compiler) onceOnly(x []float64) {
	if c.zone == time.UTC {
		return
	}
	last := math.Inf(-1)
	for i, v := range x {
		if v <= last {
			x[i] = math.NaN()
		} else if v > last {
			last = v
		}
	}
}
