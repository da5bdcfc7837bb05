using System.Globalization;
using System.Xml.Linq;
using ReinFlow.Reports;

namespace ReinFlow.Tests.Reports;

public sealed class LineChartTests
{
    [Test]
    public void TicksAreRoundNumbersThatPeopleRead()
    {
        XElement svg = Draw(ChartScale.Linear, (0, 130), (1_594_000, 2_589));

        Assert.That(Labels(svg, "end"), Is.EqualTo(new[] { "0", "1,000", "2,000", "3,000" }));
        Assert.That(Labels(svg, "middle"), Is.EqualTo(new[] { "0", "500k", "1.0M", "1.5M" }));
    }

    [Test]
    public void WhatIsCountedHasWholeTicks() => Assert.That(Labels(Draw(ChartScale.Linear, (0, 1), (2, 2)), "middle"), Is.EqualTo(new[] { "0", "1", "2" }));

    [Test]
    public void SmallNumbersAreWrittenAsPowers() =>
        Assert.That(Labels(Draw(ChartScale.Linear, (0, 0), (1, 2e-5)), "end"), Is.EqualTo(new[] { "0", "5·10⁻⁶", "10⁻⁵", "1.5·10⁻⁵", "2·10⁻⁵" }));

    [Test]
    public void SharesAreLabelledInPerCent() =>
        Assert.That(Labels(Draw(ChartScale.Percent, (0, 0), (1, 1)), "end"), Is.EqualTo(new[] { "0 %", "20 %", "40 %", "60 %", "80 %", "100 %" }));

    [Test]
    public void AQuantityOverSeveralDecadesIsDrawnByItsLogarithm()
    {
        XElement svg = Draw(ChartScale.LogarithmicIfWide, (0, 0.01), (1, 1), (2, 100));

        Assert.That(Labels(svg, "end"), Is.EqualTo(new[] { "0.01", "0.1", "1", "10", "100" }));
        double[] heights = Heights(svg);
        Assert.That(heights[1], Is.EqualTo((heights[0] + heights[2]) / 2).Within(0.11), "1 lies in the middle of 0.01 and 100.");
    }

    [Test]
    public void AQuantityOfOneDecadeIsNot() =>
        Assert.That(Labels(Draw(ChartScale.LogarithmicIfWide, (0, 1), (1, 10)), "end"), Is.EqualTo(new[] { "0", "2", "4", "6", "8", "10" }));

    [Test]
    public void PointsLieInProportionBetweenTheAxes()
    {
        double[] heights = Heights(Draw(ChartScale.Linear, (0, 0), (1, 25), (2, 100)));

        Assert.That((heights[0] - heights[1]) / (heights[0] - heights[2]), Is.EqualTo(0.25).Within(1e-3));
    }

    [Test]
    public void WhatHasNoValueIsLeftOutAndAnEmptyChartIsStillDrawn()
    {
        Assert.That(Heights(Draw(ChartScale.Linear, (0, 1), (1, double.NaN), (2, 3))), Has.Length.EqualTo(2));
        Assert.That(Labels(Draw(ChartScale.Linear), "end"), Is.Not.Empty);
    }

    [Test]
    public void AConstantIsDrawnInTheMiddleOfItsSurroundings() =>
        Assert.That(Labels(Draw(ChartScale.Linear, (0, 50), (1, 50)), "end"), Does.Contain("50").And.Contain("46").And.Contain("54"));

    [Test]
    public void WordsAreEscaped()
    {
        var chart = new LineChart("a < b & c", "x", [new ChartSeries("\"s\"", 0, [new ChartPoint(0, 1), new ChartPoint(1, 2)])]);

        Assert.That(XElement.Parse(chart.ToDocument()).Value, Does.Contain("a < b & c").And.Contain("\"s\": 2 at 1"));
    }

    private static XElement Draw(ChartScale scale, params (double X, double Y)[] points) => XElement.Parse(
        new LineChart("title", "x", [new ChartSeries("series", 0, [.. points.Select(point => new ChartPoint(point.X, point.Y))])]) { Scale = scale }
            .ToDocument());

    private static string[] Labels(XElement svg, string anchor) =>
        [.. Elements(svg, "text", "tick " + anchor).Select(text => text.Value)];

    private static double[] Heights(XElement svg) =>
        [.. Elements(svg, "circle", "dot c0").Select(dot => double.Parse(dot.Attribute("cy")!.Value, CultureInfo.InvariantCulture))];

    private static IEnumerable<XElement> Elements(XElement svg, string name, string kind) =>
        svg.Descendants().Where(element => element.Name.LocalName == name && element.Attribute("class")?.Value == kind);
}
