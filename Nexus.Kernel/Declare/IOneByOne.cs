namespace Nexus.Kernel.Declare;

/// <summary>
/// A resource whose new rows change other rows (a balance), so that each has to see what the one before it did: an import saves its lines one by
/// one instead of many in a round trip.
/// </summary>
public interface IOneByOne;
