using System.Globalization;
using System.Numerics;
using System.Xml.Linq;

namespace ReinFlow.Environments.Tests;

public sealed class AvoidingAnimationTests
{
    private static readonly AvoidingTrajectory Success = new([.. Enumerable.Range(0, 61).Select(i => new Vector2(0.5f, -0.28f + (0.01f * i)))], Succeeded: true);

    private static readonly AvoidingTrajectory Failure = new([new(0.5f, -0.28f), new(0.5f, -0.27f), new(0.5f, -0.26f)], Succeeded: false);

    [Test]
    public void EveryRodMovesInItsOwnTimeAndWaitsForTheSlowest()
    {
        XElement svg = XElement.Parse(AvoidingAnimation.Draw("title", new AvoidingPanel("panel", [Failure, Success])));
        XElement[] motions = [.. svg.Descendants().Where(element => element.Name.LocalName == "animate" && element.Attribute("attributeName")!.Value == "cy")];

        Assert.That(motions, Has.Length.EqualTo(2));
        Assert.That(motions.Select(motion => motion.Attribute("dur")!.Value), Is.All.EqualTo("3.5s"), "60 steps at 30 per second, and the pause.");
        foreach ((XElement motion, double moving) in motions.Zip(new[] { 2.0, 2.0 / 30 }))
        {
            double[] times = Numbers(motion, "keyTimes");
            Assert.That(times, Is.Ordered.Ascending);
            Assert.That(times, Has.Length.EqualTo(Numbers(motion, "values").Length));
            Assert.That((times[0], times[^1]), Is.EqualTo((0.0, 1.0)));
            Assert.That(times[^2] * 3.5, Is.EqualTo(moving).Within(1e-3), "the time of its last step");
        }
    }

    [Test]
    public void TheLineIsUncoveredAsFarAsTheRodHasCome()
    {
        XElement svg = XElement.Parse(AvoidingAnimation.Draw("title", new AvoidingPanel("panel", [Success])));

        double[] hidden = Numbers(svg.Descendants().Single(element => element.Attribute("attributeName")?.Value == "stroke-dashoffset"), "values");

        Assert.That((hidden[0], hidden[15], hidden[^1]), Is.EqualTo((600.0, 300.0, 0.0)), "600 mm, of which 30 steps have covered one half.");
    }

    [Test]
    public void WhereNothingMovesTheWholeTrajectoriesAreSeen()
    {
        XElement svg = XElement.Parse(AvoidingAnimation.Draw("title", new AvoidingPanel("panel", [Success])));
        XElement rod = svg.Descendants().Last(element => element.Name.LocalName == "circle");

        Assert.That(Numbers(rod.Elements().First(), "values")[^1], Is.EqualTo(double.Parse(rod.Attribute("cx")!.Value, CultureInfo.InvariantCulture)));
        Assert.That(svg.Value, Does.Contain("1 of 1 episodes succeed (100 %)"));
    }

    [Test]
    public void NoEpisodesAreAnEmptyField() =>
        Assert.That(AvoidingAnimation.Draw("title", new AvoidingPanel("panel", [])), Does.Contain("no episodes").And.Not.Contain("animate"));

    private static double[] Numbers(XElement element, string attribute) =>
        [.. element.Attribute(attribute)!.Value.Split(';').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
}
